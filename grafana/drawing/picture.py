"""A whole dashboard."""

import io
import re
import textwrap

import matplotlib.patches
import matplotlib.pyplot as plt
from PIL import Image

from .graphs import draw_columns, draw_heatmap, draw_lines, draw_ranking, draw_states
from .look import FRAME, PALE, PAPER
from .tables import draw_numbers, draw_table
from .values import defaults, overrides

WIDTH = 1320
ROW = 27
"""Pixels of the picture's width, and of a row of Grafana's grid of 24 columns."""
DPI = 100

DRAW = {
    "stat": draw_numbers,
    "state-timeline": draw_states,
    "bargauge": draw_ranking,
    "barchart": draw_columns,
    "heatmap": draw_heatmap,
    "table": draw_table,
}


def picture(raw, panels, marks, path):
    """Draws a dashboard as it lies in Grafana's grid, with the marks of its annotations: times and colours."""
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in raw["panels"])
    height = rows * ROW + 40
    figure = plt.figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
    figure.text(12 / WIDTH, 1 - 20 / height, raw["title"], fontsize=13, weight="bold", va="center")
    note = "What a Prometheus answers to the dashboard's queries, drawn by grafana/pictures.py; not a picture of Grafana."
    figure.text(1 - 12 / WIDTH, 1 - 20 / height, note, ha="right", va="center", color=PALE)
    for panel in raw["panels"]:
        if panel["type"] == "row":
            figure.text(
                14 / WIDTH, 1 - (40 + (panel["gridPos"]["y"] + 0.5) * ROW) / height, panel["title"], fontsize=10, weight="bold", va="center"
            )
    for panel, answers, values in panels:
        at = panel["gridPos"]
        left, width = at["x"] * WIDTH / 24, at["w"] * WIDTH / 24
        top, tall = 40 + at["y"] * ROW, at["h"] * ROW
        figure.patches.append(
            matplotlib.patches.Rectangle(
                ((left + 3) / WIDTH, 1 - (top + tall - 3) / height),
                (width - 6) / WIDTH,
                (tall - 6) / height,
                transform=figure.transFigure,
                facecolor="white",
                edgecolor=FRAME,
                linewidth=0.8,
                zorder=-1,
            )
        )
        title = re.sub(r"\$\{?(\w+)\}?", lambda found, values=values: values.get(found[1], found[0]), panel["title"])
        figure.text(
            (left + 11) / WIDTH,
            1 - (top + 14) / height,
            textwrap.shorten(title, int(width / 6.2), placeholder="…"),
            va="center",
            weight="bold",
        )
        margins = {
            "timeseries": (58, 48, 12),
            "barchart": (96 if "suffix" in str(defaults(panel).get("unit")) else 62, 48, 12),
            "heatmap": (34, 26, 12),
            "bargauge": (150, 8, 12),
        }
        margins["state-timeline"] = (150, 24, 12)
        before, below, after = margins.get(panel["type"], (12, 6, 10))
        if panel["type"] == "timeseries" and any("right" in overrides(panel, q.target["refId"]).values() for q, _ in answers):
            after = 56
        axes = figure.add_axes(
            ((left + before) / WIDTH, 1 - (top + tall - below) / height, (width - before - after) / WIDTH, (tall - below - 30) / height)
        )
        if panel["type"] == "timeseries":
            draw_lines(axes, panel, answers, marks)
        else:
            DRAW[panel["type"]](axes, panel, answers)
    content = io.BytesIO()
    figure.savefig(content, format="png", facecolor=PAPER)
    plt.close(figure)
    Image.open(content).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
