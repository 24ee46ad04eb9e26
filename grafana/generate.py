"""Writes the dashboards in `dashboards/` from the sources in `sources/`.

    python grafana/generate.py          writes the files
    python grafana/generate.py --check  writes nothing; exits with 1 and names each file that is not what the sources say

It needs the packages of Tests/requirements.txt.
"""

import argparse
import json
import pathlib
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from sources import exporter, metering_point, overview, power_tariff, property, year

FOLDER = pathlib.Path(__file__).resolve().parent / "dashboards"
SOURCES = {
    "overview": overview,
    "metering-point": metering_point,
    "year": year,
    "property": property,
    "power-tariff": power_tariff,
    "exporter": exporter,
}


def text(source):
    """A dashboard as JSON, the same each time."""
    dashboard = source.build().build()
    for number, panel in enumerate(dashboard.panels, start=1):
        panel.id_val = number
    return json.dumps(dashboard, cls=JSONEncoder, indent=2, ensure_ascii=False) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Writes the dashboards from their sources.")
    parser.add_argument("--check", action="store_true", help="only say which files differ")
    arguments = parser.parse_args()
    wanted = {FOLDER / f"{name}.json": text(source) for name, source in SOURCES.items()}
    if not arguments.check:
        for path, content in wanted.items():
            path.write_text(content, encoding="utf-8")
        return 0
    found = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    differing = sorted(path for path in found.keys() | wanted.keys() if found.get(path) != wanted.get(path))
    for path in differing:
        print(f"grafana/dashboards/{path.name} is not what grafana/sources says: run `make dashboards`", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
