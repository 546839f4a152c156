"""Drawing a chart with matplotlib; runs in the child only."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.charts.fonts import Fonts

# Okabe and Ito's, which stay apart for all kinds of colour-blindness; the last is for the others.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_REST = "#9A9A9A"
_CARD, _INK, _SOFT, _LINE = "#FAFAF7", "#1F2328", "#57606A", "#D0D7DE"
_OTHERS = "others"
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
        axes = figure.add_axes((0.09, 0.09, 0.87, 0.74 - 0.05 * rows), facecolor=_CARD)
        handles = _bars(axes, series)
        _ticks(axes, order["moments"], order["unit"])
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
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=unit in ("images", "requests")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _figure(value, unit)))
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


def _figure(value: float, unit: str) -> str:
    if unit == "dollars":
        digits = 0 if value >= 100 or value == 0 else 2 if value >= 0.1 else 4
        return f"${value:,.{digits}f}"
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"
