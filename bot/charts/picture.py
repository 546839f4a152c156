"""Drawing a chart with matplotlib; runs in the child only."""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.charts.fonts import Fonts

# Okabe and Ito's, which stay apart for all kinds of colour-blindness; the last is for the others.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_REST = "#9A9A9A"
_CARD, _INK, _SOFT, _LINE = "#FAFAF7", "#1F2328", "#57606A", "#D0D7DE"
# It is seen on white as well as on black.
_EDGE, _EDGE_POINTS = "#8C959F", 1.5
_OTHERS = "others"
_LEFT, _RIGHT = 0.115, 0.95
_FEWEST_SLOTS = 7
_MOST_TICKS = 10
_LEGEND_COLUMNS = 4


def picture(order: Mapping[str, Any]) -> bytes:
    """Draw the chart that is ordered, as PNG."""
    fonts = Fonts.found()
    settings: dict[Any, Any] = {
        "font.family": list(fonts.families),
        # A dollar sign is a dollar sign.
        "text.parse_math": False,
        "text.color": _INK,
        "axes.edgecolor": _LINE,
    }
    with rc_context(settings):
        figure = Figure(figsize=(8, 4.5), dpi=160, facecolor=_CARD)
        FigureCanvasAgg(figure)
        series = order["series"]
        rows = -(-len(series) // _LEGEND_COLUMNS)
        axes = figure.add_axes((_LEFT, 0.09, _RIGHT - _LEFT, 0.74 - 0.05 * rows), facecolor=_CARD)
        handles = _bars(axes, series)
        _ticks(axes, order["moments"], order["unit"])
        if not any(any(one["values"]) for one in series):
            axes.set_yticks([0])
        edge = Rectangle((0, 0), 1, 1, fill=False, edgecolor=_EDGE, linewidth=2 * _EDGE_POINTS)
        edge.set_transform(figure.transFigure)
        figure.add_artist(edge)
        figure.text(0.03, 0.945, order["title"], fontsize=15, fontweight="bold", va="center")
        labels = [f" {fonts.label(one['name'], one['stand_in'])}" for one in series]
        _legend(figure, handles, labels)
        written = io.BytesIO()
        figure.savefig(written, format="png", facecolor=_CARD)
    return written.getvalue()


def _bars(axes: Axes, series: Sequence[Mapping[str, Any]]) -> list[Artist]:
    """Draw them on top of one another; what a legend can name."""
    drawn: list[Artist] = []
    slots = len(series[0]["values"])
    below = [0.0] * slots
    for number, one in enumerate(series):
        values = one["values"]
        colour = _REST if one["name"] == _OTHERS else _COLOURS[number % len(_COLOURS)]
        # An edge keeps pale colours apart from the card, and neighbours from one another.
        bars = axes.bar(
            range(slots), values, 0.78, below, color=colour, edgecolor=_INK, linewidth=0.5, zorder=2
        )
        drawn.append(bars.patches[0])
        below = [low + value for low, value in zip(below, values, strict=True)]
    extra = max(0, _FEWEST_SLOTS - slots) / 2
    axes.set_xlim(-0.6 - extra, slots - 0.4 + extra)
    axes.set_ylim(0, max(below) * 1.08 or 1)
    return drawn


def _ticks(axes: Axes, moments: Sequence[str], unit: str) -> None:
    step = -(-len(moments) // _MOST_TICKS)
    # The latest moment is always named.
    places = range((len(moments) - 1) % step, len(moments), step)
    axes.set_xticks(list(places), [moments[place] for place in places])
    most = axes.get_ylim()[1]
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=unit in ("images", "requests")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _figure(value, unit, most)))
    axes.tick_params(colors=_SOFT, labelsize=9, length=0)
    axes.grid(axis="y", color=_LINE, linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend(figure: Figure, handles: list[Artist], labels: list[str]) -> None:
    figure.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(0.022, 0.915),
        ncols=_LEGEND_COLUMNS,
        frameon=False,
        fontsize=10,
        handlelength=1.1,
        handleheight=1.1,
        columnspacing=1.6,
    )


def _figure(value: float, unit: str, most: float) -> str:
    """A number beside the axis, short, and told apart from its neighbours up to `most`."""
    sign = "$" if unit == "dollars" else ""
    for size, letter in ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size and (most >= 1e4 or not sign):
            return f"{sign}{value / size:.4g}{letter}"
    if not sign:
        return f"{value:.3g}"
    digits = 0 if value == 0 or most >= 100 else max(2, 1 - math.floor(math.log10(most)))
    return f"${value:,.{digits}f}"
