"""Panels of text: large numbers, and tables."""

import math

from .look import PALE, nothing
from .values import defaults, name_of, overrides, spelled, words


def draw_numbers(axes, panel, answers):
    axes.axis("off")
    own = defaults(panel)
    shown = []
    for query, found in answers:
        for series in found:
            value = float((series.get("value") or series["values"][-1])[1])
            text = words(own.get("mappings"), value) or spelled(value, own.get("unit"), own.get("decimals"))
            shown.append((name_of(query, series, answers), text))
    if not shown:
        axes.text(0.5, 0.5, own.get("noValue", "No data"), ha="center", va="center", color=PALE)
    size = 15 if len(shown) == 1 else 11 if len(shown) < 4 else 8
    for place, (name, text) in enumerate(shown):
        y = 1 - (place + 0.5) / len(shown)
        if len(shown) == 1:
            axes.text(0.5, 0.5, text, ha="center", va="center", fontsize=size, weight="bold")
        else:
            axes.text(0.06, y, name, ha="left", va="center", color=PALE)
            axes.text(0.96, y, text, ha="right", va="center", fontsize=size, weight="bold")


def table(panel, answers):
    """The head and the rows of a table."""
    merged = {}
    for query, found in answers:
        field = f"Value #{query.target['refId']}" if len(answers) > 1 else "Value"
        for series in found:
            labels = {name: value for name, value in series["metric"].items() if name != "__name__"}
            merged.setdefault(tuple(sorted(labels.items())), dict(labels))[field] = float(series["value"][1])
    rows = list(merged.values())
    for transformation in panel.get("transformations", []):
        options = transformation["options"]
        if transformation["id"] == "groupingToMatrix":
            return matrix(rows, options)
    options = next(t["options"] for t in panel["transformations"] if t["id"] == "organize")
    rename, order = options["renameByName"], options["indexByName"]
    hidden = {name for name, gone in options["excludeByName"].items() if gone} | {"Time"}
    hidden |= {name for name in rename | {"metering_point": 0} if overrides(panel, rename.get(name, name)).get("custom.hidden")}
    fields = sorted((name for name in {name for row in rows for name in row} - hidden), key=lambda name: order.get(name, 99))
    for sort in panel["options"].get("sortBy") or []:
        field = next((name for name, title in rename.items() if title == sort["displayName"] and name in fields), None)
        rows.sort(
            key=lambda row: (not math.isnan(row.get(field, math.nan)), row.get(field, 0)) if field else 0, reverse=sort.get("desc", False)
        )
    head, body = [rename.get(field, field) for field in fields], []
    for row in rows:
        cells = []
        for field, title in zip(fields, head):
            said, value = overrides(panel, title), row.get(field, "")
            text = words(said.get("mappings"), value)
            if text is None:
                text = value if isinstance(value, str) else spelled(value, said.get("unit"), said.get("decimals"))
            cells.append(text)
        body.append(cells)
    return head, body


def matrix(rows, options):
    xs = sorted({row.get(options["columnField"], "") for row in rows})
    ys = sorted({row.get(options["rowField"], "") for row in rows})
    at = {(row.get(options["columnField"]), row.get(options["rowField"])): row["Value"] for row in rows}
    days = dict(zip("1234567", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]))
    return [""] + xs, [[days.get(y, y)] + [spelled(at.get((x, y), math.nan), "watt").replace(" ", "") for x in xs] for y in ys]


def draw_table(axes, panel, answers):
    axes.axis("off")
    head, body = table(panel, answers)
    if not body:
        return nothing(axes, panel)
    room = int(axes.bbox.height / 15) - 1
    more = len(body) - room if len(body) > room else 0
    body = body[: room - 1] + [[f"and {more + 1} more"] + [""] * (len(head) - 1)] if more else body
    lengths = [max(len(str(row[column])) for row in [head] + body) + 2 for column in range(len(head))]
    place, y = 0, axes.bbox.height - 8
    for column, title in enumerate(head):
        x = place / sum(lengths)
        axes.text(x, y / axes.bbox.height, title, transform=axes.transAxes, weight="bold", fontsize=6.6, va="center")
        for number, row in enumerate(body, start=1):
            at = (y - 15 * number) / axes.bbox.height
            axes.text(x, at, str(row[column]), transform=axes.transAxes, fontsize=6.8, va="center")
        place += lengths[column]
