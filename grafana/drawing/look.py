"""Colours, letters and legends that all panels share."""

import matplotlib
import matplotlib.pyplot as plt

from .values import defaults

matplotlib.use("Agg")
INK, PALE, FRAME, PAPER = "#24292e", "#6e7781", "#d0d7de", "#f6f8fa"
COLOURS = ["#3274d9", "#e0752d", "#56a64b", "#b877d9", "#e02f44", "#f2cc0c", "#37872d", "#8ab8ff", "#ff9830", "#96d98d"]
NAMED = {"blue": "#3274d9", "light-blue": "#8ab8ff", "green": "#56a64b", "light-green": "#96d98d", "red": "#e02f44", "dark-red": "#ad0317"}
NAMED |= {"orange": "#ff780a", "yellow": "#f2cc0c", "purple": "#a352cc"}
plt.rcParams.update(
    {"font.size": 7.5, "font.family": "DejaVu Sans", "text.color": INK, "axes.edgecolor": FRAME, "axes.labelcolor": PALE}
    | {"xtick.color": PALE, "ytick.color": PALE, "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6}
    | {"text.parse_math": False}
)


def nothing(axes, panel):
    axes.axis("off")
    axes.text(0.5, 0.5, defaults(panel).get("noValue", "No data"), transform=axes.transAxes, ha="center", va="center", color=PALE)


def legend(axes, all_axes):
    found = [pair for one in all_axes for pair in zip(*one.get_legend_handles_labels())]
    columns = max(1, int(axes.bbox.width // 130))
    kept = list({name: (handle, name) for handle, name in found if name}.values())[: 2 * columns]
    if kept:
        axes.legend(
            *zip(*kept),
            loc="upper center",
            bbox_to_anchor=(0.5, -14 / axes.bbox.height),
            ncols=min(columns, len(kept)),
            frameon=False,
            fontsize=6.5,
            columnspacing=1,
            handlelength=1.2,
        )
