"""Values and names as Grafana spells them."""

import datetime
import math
import re


def spelled(value, unit, decimals=None):
    """A value in a unit of Grafana's."""
    if math.isnan(value):
        return "–"
    if unit == "dateTimeAsIso":
        return datetime.datetime.fromtimestamp(value / 1000).strftime("%Y-%m-%d %H:%M")
    if unit == "percentunit":
        return f"{value * 100:.1f} %"
    if unit == "s":
        for name, length in (("days", 86400), ("hours", 3600), ("min", 60)):
            if abs(value) >= length:
                return f"{value / length:.1f} {name}"
        return f"{value:.3g} s"
    scales = {
        "kwatth": ["kWh", "MWh", "GWh"],
        "watt": ["W", "kW", "MW", "GW"],
        "bytes": ["B", "kiB", "MiB", "GiB"],
        "Bps": ["B/s", "kB/s", "MB/s"],
    }
    scales |= {"masskg": ["kg", "t", "kt"]}
    if unit in scales:
        step, names = (1024 if unit == "bytes" else 1000), list(scales[unit])
        while abs(value) >= step and len(names) > 1:
            value, names = value / step, names[1:]
        return f"{plain(value, decimals)} {names[0]}"
    suffix = {"areaM2": " m²", "m3": " m³", "currencySEK": " kr"}.get(
        unit, unit.removeprefix("suffix:") if (unit or "").startswith("suffix:") else ""
    )
    return plain(value, decimals) + suffix


def plain(value, decimals=None):
    if decimals is None:
        decimals = 0 if value == int(value) or abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}".replace(",", " ")


def words(mappings, value):
    """What a panel says for a value, None where it says the value itself."""
    for mapping in mappings or []:
        options = mapping["options"]
        if mapping["type"] == "special" and isinstance(value, float) and math.isnan(value):
            return options["result"]["text"]
        if mapping["type"] == "value":
            text = value if isinstance(value, str) else plain(value)
            if text in options:
                return options[text]["text"]
    return None


def name_of(query, series, values):
    """What a series is called in a legend."""
    legend = query.target.get("legendFormat", "")
    labels = {name: value for name, value in series["metric"].items() if name != "__name__"}
    if legend in ("", "__auto"):
        return ", ".join(labels.values())
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: labels.get(found[1], ""), legend).strip()


def defaults(panel):
    return panel.get("fieldConfig", {}).get("defaults", {})


def overrides(panel, name):
    """What a panel says of one field, by its name or its query."""
    found = {}
    for override in panel.get("fieldConfig", {}).get("overrides", []):
        if override["matcher"].get("options") == name:
            found |= {item["id"]: item["value"] for item in override["properties"]}
    return found
