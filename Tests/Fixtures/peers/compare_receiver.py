"""Compares all of a receiver's samples of the true-time families with a store.

compare_receiver.py KIND ADDRESS STORE [STORE_BEFORE]: KIND is prometheus or victoria. With an earlier copy of the store,
readings that were corrected since may have their earlier value: Prometheus keeps it, and VictoriaMetrics one of the two. Prints
how many samples there are in each family, and how many keep an earlier value.
"""

import datetime
import json
import sqlite3
import sys
import urllib.parse
import urllib.request
import zoneinfo

kind, address, store = sys.argv[1:4]
zone = zoneinfo.ZoneInfo("Europe/Stockholm")
joules = {"kWh": 3.6e6, "MWh": 3.6e9}


def stored(path):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    samples = {"oresundskraft_reading": {}, "oresundskraft_reading_power_watts": {}, "oresundskraft_invoice": {}}
    for point, category, micro, unit, start, end, value in base.execute("""SELECT metering_point, delivery_category,
            microproduction, unit, start, "end", value FROM readings JOIN series ON series.id = series
            JOIN meters ON meters.id = meter"""):
        key = (point, category, "true" if micro else "false", unit, end)
        samples["oresundskraft_reading"][key] = value
        if unit in joules:
            samples["oresundskraft_reading_power_watts"][key] = value * joules[unit] / ((end - start) / 1000)
    for point, category, micro, unit, date, value in base.execute("""SELECT metering_point, delivery_category,
            microproduction, unit, date, value FROM invoices JOIN meters ON meters.id = meter ORDER BY date"""):
        day = datetime.datetime.fromtimestamp(date / 1000, zone)
        end = datetime.datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=zone).timestamp() * 1000
        key = (point, category, "true" if micro else "false", unit, round(end))
        months = samples["oresundskraft_invoice"]
        months[key] = months.get(key, 0) + value
    return samples


def held(family):
    samples = {}
    if kind == "victoria":
        urllib.request.urlopen(address + "/internal/force_flush").read()
        query = urllib.parse.urlencode({"match[]": family, "start": "0"})
        lines = urllib.request.urlopen(address + "/api/v1/export?" + query).read().decode().splitlines()
        rows = [(line["metric"], zip(line["timestamps"], line["values"])) for line in map(json.loads, lines)]
    else:
        query = urllib.parse.urlencode({"query": family + "[100y]"})
        answer = json.load(urllib.request.urlopen(address + "/api/v1/query?" + query))
        rows = [
            (series["metric"], [(round(time * 1000), float(value)) for time, value in series["values"]])
            for series in answer["data"]["result"]
        ]
    for names, values in rows:
        assert set(names) == {"__name__", "metering_point", "delivery_category", "microproduction", "unit", "site"}, names
        labels = tuple(names[n] for n in ["metering_point", "delivery_category", "microproduction", "unit"])
        for time, value in values:
            key = labels + (time,)
            assert samples.setdefault(key, value) == value, ("two values", family, key)
    return samples


now, before = stored(store), stored(sys.argv[4]) if len(sys.argv) > 4 else {}
for family, expected in now.items():
    samples = held(family)
    missing, foreign = set(expected) - set(samples), set(samples) - set(expected)
    assert not missing and not foreign, (family, len(missing), len(foreign), sorted(missing)[:3], sorted(foreign)[:3])
    kept = 0
    for key, value in samples.items():
        new = expected[key]
        if abs(value - new) <= 1e-9 * abs(new):
            continue
        old = before.get(family, {}).get(key)
        assert old is not None and abs(value - old) <= 1e-9 * abs(old), (family, key, value, old, new)
        kept += 1
    print(family, len(samples), kept)
