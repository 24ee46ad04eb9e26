"""Loads Grafana dashboards with Grafana's own schema library, and runs every query of theirs against a Prometheus.

    dashboards.py --prometheus http://127.0.0.1:9090 FILE...

Variables are filled in as Grafana does it. A query has data if a series comes that is not NaN all through; NaN counts where the panel has
words for it. Where a variable takes a single value, one of its choices must have data: not every metering point produces. Queries without
data are tried again until --within has passed. Each fault is printed, and the exit status is 1 if there is one.
"""

import argparse
import copy
import json
import math
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from grafana_foundation_sdk.cog import plugins, runtime
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

# What Grafana shows in their place, or removes.
DEPRECATED = {"graph", "singlestat", "table-old", "grafana-piechart-panel", "grafana-worldmap-panel"}
UNITS = {value for name, value in vars(units).items() if isinstance(value, str) and not name.startswith("__")}
# What annotations of a Prometheus have beside what all have: the schema library leaves it out.
OF_ANNOTATIONS = {"step": str, "titleFormat": str, "textFormat": str, "tagKeys": str, "useValueForTime": bool}
# A width of a panel on a usual screen, as Grafana asks for one point a pixel.
POINTS = 1000
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
# Grafana's round intervals: up to the first number of seconds it is the second. Coarser ones are not needed.
ROUND = [
    (1.5, 1), (3.5, 2), (7.5, 5), (12.5, 10), (17.5, 15), (25, 20), (45, 30), (90, 60), (210, 120), (450, 300), (750, 600),
    (1050, 900), (1500, 1200), (2700, 1800), (5400, 3600), (9000, 7200), (16200, 10800), (32400, 21600), (86400, 43200),
    (604800, 86400),
]  # fmt: skip


class Prometheus:
    def __init__(self, address):
        self.address = address

    def get(self, path, **parameters):
        query = urllib.parse.urlencode(parameters, doseq=True)
        try:
            with urllib.request.urlopen(f"{self.address}/api/v1/{path}?{query}", timeout=60) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error).get("error", str(error))) from error


class Refused(Exception):
    """Prometheus does not take a query."""


# The files


def unknown_fields(given, understood, path=""):
    """What stands in a file and is lost, or is another, when the schema library reads it."""
    if isinstance(given, dict) and isinstance(understood, dict):
        for key, value in given.items():
            if key not in understood:
                yield f"{path}.{key}"
            else:
                yield from unknown_fields(value, understood[key], f"{path}.{key}")
    elif isinstance(given, list) and isinstance(understood, list) and len(given) == len(understood):
        for index, (one, other) in enumerate(zip(given, understood)):
            yield from unknown_fields(one, other, f"{path}[{index}]")
    elif given != understood:
        yield f"{path}: {given!r} is read as {understood!r}"


def panels_of(dashboard):
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", [])
        else:
            yield panel


def faults_of_file(raw):
    raw, annotations = copy.deepcopy(raw), raw["annotations"].get("list", [])
    for known, annotation in zip(raw["annotations"].get("list", []), annotations, strict=True):
        for name, kind in OF_ANNOTATIONS.items():
            if not isinstance(known.pop(name, kind()), kind):
                yield f"{annotation['name']}: {name} is no {kind.__name__}"
        if annotation.get("datasource") != {"type": "prometheus", "uid": "${datasource}"} or not annotation.get("expr"):
            yield f"{annotation['name']}: the data source is no variable, or the query is missing"
    understood = json.loads(json.dumps(Dashboard.from_json(raw), cls=JSONEncoder))
    yield from (f"the schema library does not know {field}" for field in unknown_fields(raw, understood))
    ids = [panel.get("id") for panel in raw["panels"]]
    if len(set(ids)) != len(ids) or None in ids:
        yield "panel ids are not unique"
    taken = {}
    for panel in raw["panels"]:
        at = panel["gridPos"]
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                if x >= 24 or taken.setdefault((x, y), panel["id"]) != panel["id"]:
                    yield f"{panel['title']}: lies over another panel or the edge"
                    break
    for panel in panels_of(raw):
        title = panel.get("title", "")
        kind = panel["type"]
        if kind in DEPRECATED or runtime.panelcfg_config(kind) is None:
            yield f"{title}: Grafana does not ship panels of type {kind}"
        if not title or not panel.get("description") or not panel.get("targets"):
            yield f"{title or panel['id']}: title, description or query is missing"
        if panel.get("datasource") != {"type": "prometheus", "uid": "${datasource}"}:
            yield f"{title}: the data source is no variable"
        gone = {
            name
            for transformation in panel.get("transformations", [])
            for name, excluded in transformation["options"].get("excludeByName", {}).items()
            if excluded
        }
        for field in re.findall(r"__data\.fields\.(\w+)", json.dumps(panel)):
            if field in gone:
                yield f"{title}: a link needs {field}, which the table leaves out"
        for unit in properties_of(panel, "unit"):
            if unit not in UNITS and not unit.startswith("suffix:"):
                yield f"{title}: no unit {unit}"


def properties_of(panel, name):
    """A property of the fields of a panel: its default and its overrides."""
    config = panel.get("fieldConfig", {})
    found = [config.get("defaults", {}).get(name)]
    for override in config.get("overrides", []):
        found += [item.get("value") for item in override["properties"] if item["id"] == name]
    return [value for value in found if value is not None]


def has_words_for_nan(panel):
    return any(
        mapping["type"] == "special" and "nan" in mapping["options"]["match"]
        for mappings in properties_of(panel, "mappings")
        for mapping in mappings
    )


# Variables


def escape(value):
    """A value in a regular expression within PromQL's quotes."""
    return re.sub(r"[$^*{}\[\]'+?.()|]", r"\\\\\g<0>", value.replace("\\", "\\\\\\\\"))


class Variable:
    def __init__(self, raw):
        self.raw = raw
        self.name = raw["name"]
        self.many = raw.get("multi", False) or raw.get("includeAll", False)
        self.choices = []

    def all(self):
        if self.raw.get("allValue"):
            return self.raw["allValue"]
        return self.several(self.choices)

    def several(self, values):
        escaped = [escape(value) for value in values]
        return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"

    def find(self, prometheus, fill):
        """Asks for the choices."""
        if self.raw["type"] == "custom":
            self.choices = [choice.strip() for choice in self.raw["query"].split(",")]
            return
        query = fill(self.raw["query"])
        if found := re.fullmatch(r"label_values\((.+), *(\w+)\)", query):
            values = prometheus.get(f"label/{found[2]}/values", **{"match[]": found[1]})
        elif found := re.fullmatch(r"query_result\((.+)\)", query):
            values = [
                "{" + ",".join(f'{name}="{value}"' for name, value in series["metric"].items()) + f"}} {series['value'][1]} 0"
                for series in prometheus.get("query", query=found[1])["result"]
            ]
        else:
            raise Refused(f"no query of a variable: {query}")
        self.choices = list(dict.fromkeys(choice for value in values if (choice := self.by_regex(value)) is not None))

    def by_regex(self, value):
        """The value of a choice, by the variable's regular expression with its groups `value` and `text`."""
        if not (regex := self.raw.get("regex")):
            return value
        body = re.fullmatch(r"/(.*)/g?", regex)[1].replace("(?<", "(?P<")
        matches = list(re.finditer(body, value))
        groups = [group for match in matches for name, group in match.groupdict().items() if name == "value" and group]
        texts = [group for match in matches for name, group in match.groupdict().items() if name == "text" and group]
        if not texts:
            raise Refused(f"{regex} finds no text in {value}")
        return groups[0] if groups else None


def fill(text, values):
    """Puts values in the place of `$name` and `${name}`."""
    text = re.sub(r"\$\{(\w+)(?::\w+)?\}", lambda match: values.get(match[1], match[0]), text)
    return re.sub(r"\$(\w+)", lambda match: values.get(match[1], match[0]), text)


# Queries


def duration(text):
    return sum(float(number) * SECONDS[unit] for number, unit in re.findall(r"([\d.]+)(ms|[smhdwy])", text))


def spell(seconds):
    for unit in ("w", "d", "h", "m", "s"):
        if seconds >= SECONDS[unit] and seconds % SECONDS[unit] == 0:
            return f"{int(seconds / SECONDS[unit])}{unit}"
    return f"{int(seconds * 1000)}ms"


class Query:
    def __init__(self, dashboard, panel, target, scrape_interval):
        self.panel, self.target = panel, target
        self.name = f"{panel['title']} [{target['refId']}]"
        self.length = duration(re.fullmatch(r"now-(\w+)", dashboard["time"]["from"])[1])
        least = duration(target.get("interval") or panel.get("interval") or spell(scrape_interval))
        rough = self.length / panel.get("maxDataPoints", POINTS)
        self.step = max(next(length for bound, length in ROUND if rough < bound), least)
        self.built_in = {
            "__interval": spell(self.step),
            "__interval_ms": str(int(self.step * 1000)),
            "__rate_interval": spell(max(self.step + scrape_interval, 4 * scrape_interval)),
            "__range": spell(self.length),
            "__range_s": str(int(self.length)),
            "__range_ms": str(int(self.length * 1000)),
        }

    def ask(self, prometheus, values):
        """What Prometheus answers: a list of series.

        Grafana rounds the time range down to the step. Here it ends now, so that a young Prometheus has something in it.
        """
        expression = fill(self.target["expr"], {**values, **self.built_in})
        if left := re.search(r"\$[A-Za-z_]\w*|\$\{", expression):
            raise Refused(f"{left[0]} is no variable")
        end = time.time()
        if self.target.get("instant"):
            return prometheus.get("query", query=expression, time=end)["result"]
        start = end - math.floor(self.length / self.step) * self.step
        return prometheus.get("query_range", query=expression, start=start, end=end, step=self.step)["result"]

    def series(self, prometheus, values):
        """What it gives, each with its labels and values."""
        return [
            (series["metric"], [value for _, value in series.get("values") or [series["value"]]]) for series in self.ask(prometheus, values)
        ]

    def has_data(self, series):
        nan = has_words_for_nan(self.panel)
        return any(nan or any(value != "NaN" for value in values) for _, values in series)

    def missing_labels(self, series):
        """Labels of the legend that no series has."""
        wanted = set(re.findall(r"\{\{\s*(\w+)\s*\}\}", self.target.get("legendFormat", "")))
        return wanted - {label for labels, _ in series for label in labels}


class Mark(Query):
    """The query of an annotation."""

    def __init__(self, dashboard, annotation, scrape_interval):
        target = {
            "refId": "annotation",
            "expr": annotation.get("expr", ""),
            "interval": annotation.get("step", "60s"),
            "legendFormat": f"{annotation.get('titleFormat', '')} {annotation.get('textFormat', '')}",
        }
        super().__init__(dashboard, {"title": annotation["name"]}, target, scrape_interval)
        self.values_are_times = annotation.get("useValueForTime", False)

    def has_data(self, series):
        """Grafana takes values for times in milliseconds where the annotation says so."""
        year = SECONDS["y"] * 1000
        now = time.time() * 1000
        is_time = not self.values_are_times or all(now - 3 * year < float(value) <= now for _, values in series for value in values)
        return is_time and super().has_data(series)


def combinations(variables):
    """Values for the variables: all of what takes many, and one after the other of what takes one."""
    choices = [{}]
    for variable in variables:
        own = [variable.all()] if variable.many else [escape(choice) for choice in variable.choices]
        choices = [{**values, variable.name: value} for values in choices for value in own]
    return choices


def narrow(variables):
    """A single choice of everything, and two of what takes many."""
    one = {variable.name: escape(variable.choices[0]) for variable in variables}
    two = {variable.name: variable.several(variable.choices[:2]) for variable in variables if variable.many}
    return [one, {**one, **two}]


def run(query, prometheus, variables):
    """What is wrong with a query, None where nothing is."""
    used = [variable for variable in variables if re.search(rf"\$\{{?{variable.name}\b", query.target["expr"])]
    try:
        for values in narrow(used):
            query.series(prometheus, values)
        for values in combinations(used):
            series = query.series(prometheus, values)
            if query.has_data(series):
                query.count = len(series)
                missing = query.missing_labels(series)
                return f"no label {missing} for the legend" if missing else None
        return f"no data: {fill(query.target['expr'], {**values, **query.built_in})}"
    except Refused as error:
        return f"{error}: {query.target['expr']}"


def columns_without_source(panel, labels):
    """Columns of a table that are neither a label nor a query's value."""
    values = {"Value", "Time"} | {f"Value #{target['refId']}" for target in panel["targets"]}
    for transformation in panel.get("transformations", []):
        for name in transformation["options"].get("indexByName", {}):
            if name not in labels | values:
                yield name


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--prometheus", required=True)
    parser.add_argument("--scrape-interval", type=float, default=60, help="seconds, as the data source has it")
    parser.add_argument("--within", type=float, default=60, help="seconds until a query must have data")
    parser.add_argument("--list", action="store_true", help="print each query with its number of series")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    plugins.register_default_plugins()
    prometheus = Prometheus(arguments.prometheus)
    deadline = time.monotonic() + arguments.within
    faults, queries, uids = [], 0, set()
    for file in arguments.files:
        with open(file, encoding="utf-8") as opened:
            raw = json.load(opened)
        name = raw["title"]
        faults += [f"{name}: {fault}" for fault in faults_of_file(raw)]
        if raw["uid"] in uids:
            faults.append(f"{name}: another dashboard has its uid")
        uids.add(raw["uid"])

        waiting = []
        variables = []
        for variable in map(Variable, raw["templating"]["list"]):
            if variable.raw["type"] == "datasource":
                continue
            queries += 1
            before = {other.name: other.all() if other.many else escape(other.choices[0]) for other in variables}
            while True:
                try:
                    variable.find(prometheus, lambda text: fill(text, before))
                    fault = None if variable.choices else "no choices"
                except Refused as error:
                    fault = str(error)
                if not fault or time.monotonic() > deadline:
                    break
                time.sleep(0.2)
            if fault:
                faults.append(f"{name}: variable {variable.name}: {fault}")
            else:
                variables.append(variable)
                if arguments.list:
                    print(f"{name}: variable {variable.name}: {len(variable.choices)} choices")
        labels = set(prometheus.get("labels"))
        for panel in panels_of(raw):
            faults += [f"{name}: {panel['title']}: no column {column}" for column in columns_without_source(panel, labels)]
            waiting += [Query(raw, panel, target, arguments.scrape_interval) for target in panel["targets"]]
        for annotation in raw["annotations"].get("list", []):
            waiting.append(Mark(raw, annotation, arguments.scrape_interval))
        queries += len(waiting)

        while waiting:
            found = [(query, run(query, prometheus, variables)) for query in waiting]
            if arguments.list:
                for query, fault in found:
                    if not fault:
                        print(f"{name}: {query.name}: {query.count} series")
            waiting = [query for query, fault in found if fault]
            if time.monotonic() > deadline:
                faults += [f"{name}: {query.name}: {fault}" for query, fault in found if fault]
                break
            if waiting:
                time.sleep(0.2)
    for fault in faults:
        print(fault)
    print(f"{queries} queries, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
