"""Draws what the dashboards ask for into `pictures/`, one picture a dashboard.

    python grafana/pictures.py .build/debug/oresundskraft-exporter

Grafana is not run: this is matplotlib's drawing of the panels' titles and of what a real Prometheus answers to their queries. The
exporter polls the simulated utility, set up as in `demo`, and pushes its readings to Prometheus. It needs the packages of
Tests/requirements.txt, and Prometheus.
"""

import argparse
import contextlib
import json
import os
import pathlib
import sys
import tempfile
import time

from drawing.picture import picture

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/Fixtures/peers"))

import dashboards  # noqa: E402
from programs import running, until  # noqa: E402

SCRAPE_INTERVAL = 5
CONFIGURATION = """
api: {{url: "{api}", subscription_key: secret}}
customers: [{{numbers: ["100001", "100002", "100003"], name: demo, subsidiary: true, time_series_flow: true}}]
time_series: {{lookback: 800d}}
invoiced: {{months: 25}}
facts_file: facts.csv
properties: {{"Ängen 1": {{area: 1250}}, "Bruket 3": {{area: 3400}}, "Centrum 7": {{area: 820}}}}
tariffs:
  - name: hourly
  - {{name: three-days, delivery_categories: [EL], peaks: 3, distinct_days: true, price: {{amount: 45, currency: SEK}}}}
  - {{name: heat-year, delivery_categories: [FJV], interval: 24h, billing_period: rolling_year, price: {{amount: 700, currency: SEK}}}}
remote_write: [{{name: prometheus, url: "{receiver}/api/v1/write", since: 70d}}]
"""
PROMETHEUS = """
global: {{scrape_interval: {interval}s, evaluation_interval: {interval}s}}
rule_files: ["rules/*.yml"]
storage: {{tsdb: {{out_of_order_time_window: 80d}}}}
scrape_configs:
  - job_name: oresundskraft
    static_configs: [{{targets: [{target}]}}]
"""
# What a user would set: limits, and emission factors, which are here the published examples of factors.yml for all years and networks.
FILLED_IN = {
    "limits.yml": """
      - record: limit:oresundskraft_peak_power_watts:set
        expr: vector(100e3)
      - record: limit:oresundskraft_power_watts:set
        expr: vector(60e3)
""",
    "factors.yml": """
      - record: factor:oresundskraft_emissions_grams_per_kilowatt_hour:set
        expr: vector(524.10)
        labels: {delivery_category: EL, scope: "2", source: "Ei, Nordic residual mix 2023"}
      - record: factor:oresundskraft_emissions_grams_per_kilowatt_hour:set
        expr: vector(44)
        labels: {delivery_category: FJV, scope: "2", source: "Telge 2023, VMK"}
      - record: factor:oresundskraft_emissions_grams_per_kilowatt_hour:set
        expr: vector(4.5)
        labels: {delivery_category: FJV, scope: "3", source: "Telge 2023, VMK"}
""",
}


def write_rules(folder):
    """The shipped rules, with what they leave to the user."""
    folder.mkdir()
    for file in (ROOT / "deploy/prometheus/rules").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(text + FILLED_IN.get(file.name, ""), encoding="utf-8")


def write_facts(folder, metering_points):
    places = [("Ängen 1", "4711", "Helsingborg"), ("Bruket 3", "4712", "Helsingborg"), ("Centrum 7", "4713", "Ängelholm")]
    kinds = ["Boiler house", "School", "Office", "Garage", "Nursery", "Library"]
    lines = ["metering_point,name,property,cost_center,network"]
    for number, point in enumerate(metering_points):
        place = places[number % len(places)]
        lines.append(f"{point},{kinds[number % len(kinds)]} {number // len(kinds) + 1},{','.join(place)}")
    (folder / "facts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextlib.contextmanager
def watched(program, folder):
    """A Prometheus that has scraped the exporter and holds the readings at their true times."""
    write_rules(folder / "rules")

    def configure(target=""):
        (folder / "prometheus.yml").write_text(PROMETHEUS.format(interval=SCRAPE_INTERVAL, target=target))

    configure()
    storing = ["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb", "--storage.tsdb.retention.time=10y"]
    storing += ["--web.enable-remote-write-receiver", "--web.listen-address=127.0.0.1:0"]
    simulating = [program, "simulate", "--listen", "127.0.0.1:0", "--key", "secret"]
    with (
        running(simulating, folder, r"msg=listening.* url=(\S+)") as (_, api),
        running(storing, folder, r"msg=\"Listening on\" address=(\S+)") as (prometheus, address),
    ):
        write_facts(folder, [])
        file = folder / "oresundskraft.yml"
        file.write_text(CONFIGURATION.format(api=api, receiver=f"http://{address}"), encoding="utf-8")
        file.chmod(0o600)
        with running([program, "serve", "--web.listen-address", "127.0.0.1:0"], folder, r"msg=listening address=(\S+)") as (exporter, own):
            configure(f'"{own}"')
            prometheus.send_signal(1)
            source = dashboards.Prometheus(f"http://{address}")

            def answers(query):
                return source.get("query", query=query)["result"]

            until(lambda: answers('oresundskraft_up{endpoint="timeseries"} and on () oresundskraft_metering_point_info'), "a poll")
            points = answers("group by (metering_point) (oresundskraft_metering_point_info)")
            write_facts(folder, sorted(point["metric"]["metering_point"] for point in points))
            exporter.send_signal(1)
            pending = "max(oresundskraft_remote_write_pending_samples) == 0 and max(oresundskraft_remote_write_samples_total) > 0"
            until(lambda: answers(pending) and answers('oresundskraft_metering_point_info{property!=""}'), "all readings to be pushed")
            until(lambda: answers('oresundskraft_period_energy_joules{period="rolling_year"}'), "sums of years")
            # Numbers that are counted between two scrapes need some.
            time.sleep(12 * SCRAPE_INTERVAL)
            yield source


def panels(raw, prometheus):
    """The panels of a dashboard, each with what its queries give, and its marks; where a variable takes one value, the one with the most to
    show."""
    variables = []
    for variable in map(dashboards.Variable, raw["templating"]["list"]):
        if variable.raw["type"] != "datasource":
            before = {other.name: other.all() for other in variables}
            variable.find(prometheus, lambda text, before=before: dashboards.fill(text, before))
            variables.append(variable)
    best, most, marks = [], -1, []
    for values in dashboards.combinations(variables):
        found = []
        for panel in dashboards.panels_of(raw):
            queries = [dashboards.Query(raw, panel, target, SCRAPE_INTERVAL) for target in panel["targets"]]
            found.append((panel, [(query, query.ask(prometheus, values)) for query in queries], values))
        count = sum(bool(series) for _, answers, _ in found for _, series in answers)
        if count > most:
            best, most = found, count
            marks = [mark for annotation in raw["annotations"]["list"] for mark in marked(raw, annotation, prometheus, values)]
    return best, marks


def marked(raw, annotation, prometheus, values):
    """The times and colours of an annotation's marks, as Grafana takes them: where the value is above 0."""
    mark = dashboards.Mark(raw, annotation, SCRAPE_INTERVAL)
    for series in mark.ask(prometheus, values) if annotation["enable"] else []:
        if annotation.get("useValueForTime"):
            yield from ((at, annotation["iconColor"]) for at in {float(value) / 1000 for _, value in series["values"]})
        else:
            yield from ((at, annotation["iconColor"]) for at, value in series["values"] if float(value) > 0)


def main():
    parser = argparse.ArgumentParser(description="Draws what the dashboards ask for.")
    parser.add_argument("program", help="the built exporter")
    parser.add_argument("--prometheus", help="the address of a Prometheus that has it all already")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "grafana/pictures")
    arguments = parser.parse_args()
    arguments.output.mkdir(exist_ok=True)
    os.environ["TZ"] = "Europe/Stockholm"
    time.tzset()
    with contextlib.ExitStack() as stack:
        if arguments.prometheus:
            source = dashboards.Prometheus(arguments.prometheus)
        else:
            folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
            source = stack.enter_context(watched(str(pathlib.Path(arguments.program).resolve()), folder))
        print(source.address, flush=True)
        for file in sorted((ROOT / "grafana/dashboards").glob("*.json")):
            raw = json.loads(file.read_text(encoding="utf-8"))
            picture(raw, *panels(raw, source), arguments.output / f"{file.stem}.png")
            print(file.stem, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
