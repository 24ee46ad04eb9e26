"""Panels with axes: courses of time, bars, rankings, and hours of days."""

import datetime
import math

import matplotlib.dates

from .look import COLOURS, FRAME, INK, NAMED, PALE, legend, nothing
from .values import defaults, name_of, overrides, spelled, words


def draw_lines(axes, panel, answers, marks):
    custom = defaults(panel).get("custom", {})
    unit = defaults(panel).get("unit")
    count, drawn, base = 0, [], {}
    other = None
    for query, found in answers:
        said = overrides(panel, query.target["refId"])
        kind = said.get("custom.drawStyle", custom.get("drawStyle", "line"))
        sign = -1 if said.get("custom.transform") == "negative-Y" else 1
        on = axes
        if said.get("custom.axisPlacement") == "right":
            other = other or axes.twinx()
            on = other
            right = said.get("unit")
            on.yaxis.set_major_formatter(lambda value, _, unit=right: spelled(value, unit))
        for series in sorted(found, key=lambda one: name_of(query, one, answers)):
            times = [datetime.datetime.fromtimestamp(at) for at, _ in series["values"]]
            values = [sign * float(value) for _, value in series["values"]]
            colour = (said.get("color") or {}).get("fixedColor")
            colour = NAMED.get(colour, COLOURS[count % len(COLOURS)])
            name = name_of(query, series, answers)
            if kind == "bars":
                below = [base.get((at, sign), 0) for at in times]
                width = datetime.timedelta(seconds=query.step * 0.85)
                on.bar(times, values, width, bottom=below, color=colour, label=name, align="edge", linewidth=0)
                for at, value in zip(times, values):
                    base[at, sign] = base.get((at, sign), 0) + value
            elif kind == "points" or len(times) == 1:
                on.plot(times, values, "o", color=colour, label=name, markersize=4)
            else:
                style = "--" if "custom.lineStyle" in said else "-"
                gaps(on, times, values, query.step, color=colour, label=name, linewidth=0.8, linestyle=style)
            count += 1
            drawn.append(name)
    if not drawn:
        return nothing(axes, panel)
    axes.yaxis.set_major_formatter(lambda value, _: spelled(value, unit))
    axes.grid(axis="y", color=FRAME, linewidth=0.4)
    axes.set_axisbelow(True)
    low, high = axes.get_ylim()
    lowest, highest = axes.dataLim.intervaly
    if lowest >= 0:
        axes.set_ylim(0, high if highest > 0 else 1)
    elif low == high:
        axes.set_ylim(low - 1, high + 1)
    time_axis(axes, answers)
    for at, colour in marks:
        place = matplotlib.dates.date2num(datetime.datetime.fromtimestamp(at))
        if axes.get_xlim()[0] <= place <= axes.get_xlim()[1]:
            axes.axvline(place, color=NAMED.get(colour, PALE), linewidth=0.6, linestyle=":", zorder=0.5)
    legend(axes, [axes] + ([other] if other else []))


def time_axis(axes, answers, ticks=7):
    """From the first to the last that is known, or the time range of the dashboard where that is mostly known."""
    times = [at for _, found in answers for series in found for at, _ in series["values"]]
    length = answers[0][0].length
    first, last = min(times), max(times)
    if last - first > length / 5:
        first = last - length
    edge = max((last - first) / 50, 30)
    bars = answers[0][0].step if axes.patches else 0
    axes.set_xlim(*(datetime.datetime.fromtimestamp(at) for at in (first - edge, last + max(edge, bars))))
    locator = matplotlib.dates.AutoDateLocator(minticks=2, maxticks=ticks)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(matplotlib.dates.ConciseDateFormatter(locator, show_offset=False))


def gaps(axes, times, values, step, **style):
    """A line with gaps where nothing was known for more than an hour and a step."""
    xs, ys = [], []
    for at, value in zip(times, values):
        if xs and (at - xs[-1]).total_seconds() > max(3600, 1.5 * step):
            xs.append(at)
            ys.append(math.nan)
        xs.append(at)
        ys.append(value)
    axes.plot(xs, ys, **style)


def draw_states(axes, panel, answers):
    rows = [(name_of(query, series, answers), series["values"], query.step) for query, found in answers for series in found]
    for place, (_, values, step) in enumerate(rows):
        for at, value in values:
            start = datetime.datetime.fromtimestamp(at)
            colour = NAMED["green"] if float(value) else NAMED["red"]
            axes.barh(place, datetime.timedelta(seconds=step), left=start, color=colour, height=0.6)
    axes.set_yticks(range(len(rows)), [name[:34] for name, _, _ in rows])
    time_axis(axes, answers, 5)


def draw_ranking(axes, panel, answers):
    unit, own = defaults(panel).get("unit"), defaults(panel)
    room = max(4, int(axes.bbox.height / 14))
    bars = [(name_of(query, series, answers), float(series["value"][1])) for query, found in answers for series in found][:room]
    if not bars:
        return nothing(axes, panel)
    lengths = [0 if math.isnan(value) else value for _, value in bars]
    axes.barh(range(len(bars)), lengths, color=COLOURS[0], height=0.65)
    for place, (_, value) in enumerate(bars):
        text = words(own.get("mappings"), value) or spelled(value, unit, own.get("decimals"))
        axes.text(lengths[place], place, f" {text}", va="center")
    axes.set_xlim(0, (max(lengths) or 1) * 1.35)
    axes.set_yticks(range(len(bars)), [name[:34] for name, _ in bars], color=INK)
    axes.invert_yaxis()
    axes.set_xticks([])


def cross(panel, answers):
    """The bars of a chart: the places on its axis, and for each of its colours a value at each."""
    for transformation in panel.get("transformations", []):
        options = transformation["options"]
        if transformation["id"] == "groupingToMatrix":
            found = [(one["metric"], float(one["value"][1])) for _, series in answers for one in series]
            xs = sorted({labels.get(options["rowField"], "") for labels, _ in found})
            colours = sorted({labels.get(options["columnField"], "") for labels, _ in found})
            at = {(labels.get(options["columnField"], ""), labels.get(options["rowField"], "")): value for labels, value in found}
            return xs, {colour: [at.get((colour, x), math.nan) for x in xs] for colour in colours}
    x = panel["options"].get("xField")
    names = next(t["options"]["renameByName"] for t in panel["transformations"] if t["id"] == "organize")
    xs = sorted({one["metric"].get(x, "") for _, series in answers for one in series})
    columns = {}
    for query, series in answers:
        name = names.get(f"Value #{query.target['refId']}", names.get("Value", ""))
        values = {one["metric"].get(x, ""): float(one["value"][1]) for one in series}
        columns[name] = [values.get(place, math.nan) for place in xs]
    return xs, columns


def draw_columns(axes, panel, answers):
    unit = defaults(panel).get("unit")
    xs, columns = cross(panel, answers)
    if not xs:
        return nothing(axes, panel)
    stacked = panel["options"].get("stacking") == "normal"
    width = 0.8 if stacked else 0.8 / len(columns)
    base = [0.0] * len(xs)
    for number, (name, values) in enumerate(columns.items()):
        values = [0 if math.isnan(value) else value for value in values]
        places = [place if stacked else place - 0.4 + width * (number + 0.5) for place in range(len(xs))]
        axes.bar(places, values, width * 0.95, bottom=base if stacked else None, color=COLOURS[number % len(COLOURS)], label=name)
        base = [one + other for one, other in zip(base, values)]
    step = math.ceil(len(xs) * max(map(len, xs)) * 6 / axes.bbox.width)
    axes.set_xticks(range(0, len(xs), step), xs[::step])
    axes.yaxis.set_major_formatter(lambda value, _: spelled(value, unit))
    axes.grid(axis="y", color=FRAME, linewidth=0.4)
    axes.set_axisbelow(True)
    legend(axes, [axes])


def draw_heatmap(axes, panel, answers):
    rows = {name_of(query, series, answers): dict(series["values"]) for query, found in answers for series in found}
    if not rows:
        return nothing(axes, panel)
    names = sorted(rows)
    times = sorted({at for values in rows.values() for at in values})
    image = [[float(rows[name].get(at, "nan")) for at in times] for name in names]
    axes.imshow(image, aspect="auto", cmap="Oranges", interpolation="nearest")
    axes.set_yticks(range(0, len(names), 6), names[::6])
    step = max(1, len(times) // 8)
    days = [datetime.datetime.fromtimestamp(at).strftime("%d %b") for at in times]
    axes.set_xticks(range(0, len(times), step), days[::step])
