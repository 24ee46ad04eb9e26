"""Runs every PromQL of Markdown pages against a Prometheus, and compares with the right value where one is known.

    queries.py blocks FOLDER                                        writes two hours of past weeks, one well and one ill, as blocks
    queries.py run --prometheus URL --readings FILE.csv PAGE...     runs what the pages ask for

PromQL is what stands in blocks of the kind `promql`, and in inline code that names a family and more than that. Each query must have
data, but those under the heading "What is wrong" and those with `unless`: they must have some in the ill hour only. Right values are
reckoned from `oresundskraft-exporter export --format csv`. Each fault is printed, and the exit status is 1 if there is one.
"""

import argparse
import collections
import csv
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Europe/Stockholm")
DAY = 86400
ILL, WELL = 100 * DAY, 110 * DAY
"""How long ago the two hours of the blocks end."""

# Blocks


def write_blocks(folder):
    """Two hours in which all is wrong, and two in which all is well, although the newest poll of invoiced months is nearly six hours old."""
    now = int(time.time()) // 60 * 60
    point = 'metering_point="735999000000009999",delivery_category="EL",microproduction="false"'
    samples = collections.defaultdict(list)
    for ago, ill in ((WELL, False), (ILL, True)):
        end = now - ago
        for at in range(end - 7200, end + 60, 60):

            def put(series, value, at=at):
                samples[series].append((value, at))

            put(f'oresundskraft_timeseries_period_end_timestamp_seconds{{{point},unit="kWh"}}', at - (4 if ill else 1) * DAY)
            put(f'oresundskraft_metering_point_info{{{point},name="of a block"}}', 1)
            if not ill:
                put(f'oresundskraft_timeseries_value{{{point},unit="kWh"}}', 1)
            put('oresundskraft_customer_metering_points{group="main",customer_number="100009"}', 0 if ill else 1)
            put('oresundskraft_configured_metering_point_known{group="main",metering_point="735999000000009999"}', 0 if ill else 1)
            put('oresundskraft_up{endpoint="timeseries"}', 0 if ill else 1)
            put('oresundskraft_customer_group_up{endpoint="timeseries",group="main"}', 0 if ill else 1)
            put('oresundskraft_last_success_timestamp_seconds{endpoint="timeseries"}', at - (7 * 3600 if ill else 3500))
            put('oresundskraft_last_success_timestamp_seconds{endpoint="invoiced"}', at - (25 * 3600 if ill else 21500))
            for result in ("unauthorized", "network"):
                put(f'oresundskraft_last_poll_result{{endpoint="timeseries",result="{result}"}}', 1 if ill else 0)
            put("oresundskraft_store_errors_total", 3 if ill else 0)
            put('oresundskraft_remote_write_rejected_samples_total{name="p",reason="too_old"}', 5 if ill else 0)
    by_family = collections.defaultdict(list)
    for series, values in samples.items():
        by_family[series.partition("{")[0]] += [f"{series} {value} {at}" for value, at in values]
    text = ""
    for family, lines in by_family.items():
        counter = family.endswith("_total")
        text += f"# TYPE {family.removesuffix('_total')} {'counter' if counter else 'gauge'}\n" + "\n".join(lines) + "\n"
    with tempfile.NamedTemporaryFile("w", suffix=".om") as file:
        file.write(text + "# EOF\n")
        file.flush()
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", file.name, folder], check=True, stdout=subprocess.DEVNULL)


# Pages


class Asked:
    """A query of a page."""

    def __init__(self, page, heading, text):
        self.page, self.heading = page, heading
        self.text = " ".join(text.split())
        self.is_silent = heading == "What is wrong" or " unless " in self.text

    def __str__(self):
        return f"{self.page}, {self.heading}: {self.text}"


def queries_of(page):
    heading, kind, query = "", None, ""
    for line in page.read_text(encoding="utf-8").splitlines() + ["```"]:
        fence = re.match(r"\s*```(\w*)", line)
        if fence or (kind == "promql" and (not line or not line[0].isspace())):
            if query.strip():
                yield Asked(page.name, heading, query)
            query = ""
        if fence:
            kind = None if kind is not None else fence[1]
        elif kind == "promql" and not line.startswith("#"):
            query += line + "\n"
        elif kind is None:
            if found := re.match(r"#+ (.*)", line):
                heading = found[1]
            for code in re.findall(r"`([^`]+)`", line):
                code = code.removeprefix("expr: ")
                if "oresundskraft_" in code and re.search(r"[{( ]", code) and "name[]" not in code:
                    yield Asked(page.name, heading, code)


# Right values


class Readings:
    """What `export` has written: readings as (labels of the series, start, end, value)."""

    KWH = {"Wh": 1e-3, "kWh": 1, "MWh": 1e3, "GWh": 1e6}

    def __init__(self, file):
        self.rows = []
        with open(file, newline="", encoding="utf-8") as opened:
            for row in csv.DictReader(opened):
                start, end = (
                    datetime.datetime.fromisoformat(row[name].replace("Z", "+00:00")).timestamp() for name in ("period_start", "period_end")
                )
                series = tuple(row[name] for name in ("metering_point", "delivery_category", "microproduction", "unit"))
                self.rows.append((series, start, end, float(row["value"])))

    def month(self, ago):
        """The rows of this civil month or one before it."""
        today = datetime.datetime.now(ZONE)
        first = today.year * 12 + today.month - 1 - ago
        bounds = [datetime.datetime(m // 12, m % 12 + 1, 1, tzinfo=ZONE).timestamp() for m in (first, first + 1)]
        return [row for row in self.rows if bounds[0] <= row[1] < bounds[1]], bounds

    def use(self, ago):
        total = collections.defaultdict(float)
        for (_, category, microproduction, unit), _, _, value in self.month(ago)[0]:
            if microproduction == "false" and unit in self.KWH:
                total[(category,)] += value * self.KWH[unit]
        return total

    def newest_power(self, by):
        newest = {}
        for series, start, end, value in self.rows:
            if series[3] in self.KWH and (series not in newest or newest[series][0] < end):
                newest[series] = (end, value * self.KWH[series[3]] * 3.6e6 / (end - start))
        total = collections.defaultdict(float)
        for series, (_, power) in newest.items():
            total[by(series)] += power
        return total

    def hours(self):
        """The mean power in kW of each whole hour of this month, by metering point."""
        sums = collections.defaultdict(lambda: [0.0, 0.0])
        for series, start, end, value in self.month(0)[0]:
            if series[3] in self.KWH and series[2] == "false":
                one = sums[series[0], start // 3600]
                one[0], one[1] = one[0] + value * self.KWH[series[3]], one[1] + end - start
        return {key: energy for key, (energy, length) in sums.items() if length == 3600}

    def peaks(self, pick):
        highest = {}
        for (point, hour), power in sorted(self.hours().items(), key=lambda item: item[0][1]):
            if point not in highest or highest[point][0] < power:
                highest[point] = (power, hour * 3600)
        return {(point,): pick(*peak) for point, peak in highest.items()}

    def over(self, at, length, fold, power=False, use=False, unit=None):
        """A fold over the readings that end in the window."""
        found = collections.defaultdict(list)
        for series, start, end, value in self.rows:
            if not at - length <= end <= at or (unit and series[3] != unit) or (use and series[2] != "false"):
                continue
            if power and series[3] not in self.KWH:
                continue
            found[series].append((end, value * self.KWH[series[3]] * 3.6e6 / (end - start) if power else value))
        return {series: fold([value for _, value in sorted(values)]) for series, values in found.items()}

    def missing(self, at):
        """Hours of this month that no reading of energy covers, by metering point; those that have none at all are left out."""
        rows, (start, _) = self.month(0)
        covered = collections.defaultdict(float)
        for series, begin, end, _ in rows:
            if series[3] in self.KWH:
                covered[series[0], series[2]] += end - begin
        return {key: (at - start - length) / 3600 for key, length in covered.items()}


S = ("metering_point", "delivery_category", "microproduction", "unit")
PRICES = {"three-days": 45.0, "month": 35.0, "high-load": 55.0}


def expectations(readings, now):
    """For a query: the time that it is asked at, labels to compare by, right values, the tolerance, and which samples are compared."""
    at = int((now - 4 * DAY) // DAY * DAY + 12 * 3600)
    three = min(3, len({datetime.datetime.fromtimestamp(hour * 3600, ZONE).date() for _, hour in readings.hours()}))
    known = bool(readings.month(0)[0])
    hourly = {"tariff": "hourly"}

    def prices(peaks):
        return {(tariff,): price / peaks.get(tariff, 1) for tariff, price in PRICES.items()} if known else {}

    return {
        "sum by (delivery_category, microproduction) (max without (unit) (oresundskraft_power_watts))": (
            now, ("delivery_category", "microproduction"), readings.newest_power(lambda series: (series[1], series[2])), 1e-9, {}),
        'sum by (delivery_category) (oresundskraft_period_energy_joules{period="this_month", microproduction="false"}) / 3.6e6': (
            now, ("delivery_category",), readings.use(0), 1e-9, {}),
        'sum by (delivery_category) (oresundskraft_period_energy_joules{period="last_month", microproduction="false"}) / 3.6e6': (
            now, ("delivery_category",), readings.use(1), 1e-9, {}),
        'oresundskraft_period_missing_seconds{period="this_month"} / 3600': (
            now, ("metering_point", "microproduction"), readings.missing(now), 0.02, {"unit": "kWh"}),
        'oresundskraft_peak_power_watts{period="current", rank="1"} / 1000': (
            now, ("metering_point",), readings.peaks(lambda power, at: power), 1e-9, hourly),
        'oresundskraft_peak_power_timestamp_seconds{period="current", rank="1"} * 1000': (
            now, ("metering_point",), readings.peaks(lambda power, at: at * 1000), 1e-9, hourly),
        'oresundskraft_power_charge{period="current"} / ignoring(currency) group_left() (oresundskraft_billed_power_watts{period="current"} / 1000)': (
            now, ("tariff",), prices({}), 1e-9, {}),
        'oresundskraft_power_charge{period="current"} / ignoring(currency) group_left() (oresundskraft_billed_power_watts{period="current"} / 1000) '
        '/ ignoring(currency) group_left() count without(rank) (oresundskraft_peak_power_watts{period="current"})': (
            now, ("tariff",), prices({"three-days": three}), 1e-9, {}),
        "last_over_time(oresundskraft_reading_power_watts[3d])": (
            now, S, readings.over(now, 3 * DAY, lambda values: values[-1], power=True), 1e-9, {}),
        "last_over_time(oresundskraft_reading_power_watts[15m])": (
            at, S, readings.over(at, 900, lambda values: values[-1], power=True), 1e-9, {}),
        'sum_over_time(oresundskraft_reading{unit="kWh", microproduction="false"}[59m59s])': (
            at, S, readings.over(at, 3599, sum, use=True, unit="kWh"), 1e-9, {}),
        'sum_over_time(oresundskraft_reading{unit="kWh", microproduction="false"}[23h59m59s])': (
            at, S, readings.over(at, DAY - 1, sum, use=True, unit="kWh"), 1e-9, {}),
        "max_over_time(oresundskraft_reading_power_watts[2d])": (
            now, S, readings.over(now, 2 * DAY, max, power=True), 1e-9, {}),
    }  # fmt: skip


# Running


class Refused(Exception):
    """Prometheus does not take a query."""


def ask(prometheus, expression, at):
    query = urllib.parse.urlencode({"query": expression, "time": at})
    try:
        with urllib.request.urlopen(f"{prometheus}/api/v1/query?{query}", timeout=60) as answer:
            return [(sample["metric"], float(sample["value"][1])) for sample in json.load(answer)["data"]["result"]]
    except urllib.error.HTTPError as error:
        raise Refused(json.load(error).get("error", str(error))) from error


def difference(samples, labels, right, tolerance, only):
    """How samples differ from the right values, None where they do not."""
    samples = [sample for sample in samples if all(sample[0].get(name) == value for name, value in only.items())]
    found = collections.defaultdict(set)
    for metric, value in samples:
        found[tuple(metric.get(label, "") for label in labels)].add(value)
    if found.keys() != right.keys():
        return f"it is of {sorted(found)}, and should be of {sorted(right)}"
    for key, values in found.items():
        for value in values:
            if abs(value - right[key]) > tolerance * max(1, abs(right[key])):
                return f"{dict(zip(labels, key, strict=True))} is {value}, and should be {right[key]}"
    return None


def fault(prometheus, asked, expected, now, is_early):
    """What is wrong with a query, None where nothing is."""
    try:
        if asked.is_silent:
            for at, wanted, hour in (
                (now, False, "now"),
                (now - WELL, False, "in the hour that is well"),
                (now - ILL, True, "in the ill hour"),
            ):
                if bool(found := ask(prometheus, asked.text, at)) != wanted:
                    return f"answers {found[:2] or 'nothing'} {hour}"
            return None
        at, *comparison = expected.get(asked.text, (now,))
        samples = ask(prometheus, asked.text, at)
        if comparison:
            return difference(samples, *comparison)
        if not samples and not (is_early and re.search(r'"(current|this_month|this_year)"', asked.text)):
            return "no data"
    except Refused as error:
        return str(error)
    return None


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("blocks").add_argument("folder")
    running = commands.add_parser("run")
    running.add_argument("--prometheus", required=True)
    running.add_argument("--readings", required=True)
    running.add_argument(
        "--all", action="store_true", help="the pages are all that there are: each right value belongs to a query of theirs"
    )
    running.add_argument("pages", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.command == "blocks":
        write_blocks(arguments.folder)
        return 0
    now = time.time()
    readings = Readings(arguments.readings)
    expected = expectations(readings, now)
    asked = [query for page in arguments.pages for query in queries_of(page)]
    is_early = not readings.month(0)[0]
    faults = [f"{query}: {reason}" for query in asked if (reason := fault(arguments.prometheus, query, expected, now, is_early))]
    if arguments.all:
        faults += [f"no page asks for {text}" for text in expected.keys() - {query.text for query in asked}]
    for one in faults:
        print(one)
    print(f"{len(asked)} queries, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
