"""Charts are drawn by a real child process."""

import asyncio
import io
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry
from PIL import Image

from bot.charts import Chart, ChartFailed, Painter, Series
from bot.charts.fonts import Fonts, _others
from bot.charts.picture import _ticks

DAYS = tuple(f"{day} Nov" for day in range(1, 31))
NAMES = ("Dana", "Sam 🦊", "王小明", "_under$core$", "a|b", "others")


def chart(*series: Series, moments: tuple[str, ...] = DAYS) -> Chart:
    return Chart("Cost of this server: $4.20", "dollars", moments, series)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.fixture(name="painter")
def _painter(tmp_path_factory: pytest.TempPathFactory) -> Painter:
    return Painter(tmp_path_factory.getbasetemp() / "fonts")


async def test_a_chart_is_a_picture_with_a_background_of_its_own(painter: Painter):
    series = (Series(name, tuple(range(30)), "person …1234") for name in NAMES)

    drawn = picture(await painter.draw(chart(*series)))

    assert drawn.size == (1280, 720)
    # The edge of the card is seen on white and on black.
    corners = {drawn.getpixel(spot) for spot in ((0, 0), (1279, 0), (0, 719), (1279, 719))}
    assert corners == {(140, 149, 159)}
    assert drawn.getpixel((8, 8)) == (250, 250, 247)
    # Every series has its colour in it.
    colours = {colour for _, colour in drawn.getcolors(1 << 20)}
    assert {(0, 114, 178), (230, 159, 0), (0, 158, 115), (154, 154, 154)} <= colours


@pytest.mark.parametrize(
    ("values", "moments"),
    [((0.0,), ("Nov 2026",)), ((5e8,), ("Nov 2026",)), ((0.0,) * 120, ("x",) * 120)],
)
async def test_few_and_many_bars_are_drawn(painter: Painter, values, moments):
    assert picture(await painter.draw(chart(Series("Dana", values), moments=moments)))


@pytest.mark.parametrize(
    ("values", "unit", "ticks"),
    [
        ((0.0, 0.00003), "dollars", ["$0", "$0.000008", "$0.000016", "$0.000024", "$0.000032"]),
        ((0.0, 0.04), "dollars", ["$0", "$0.010", "$0.020", "$0.030", "$0.040"]),
        ((0.0, 6.0), "dollars", ["$0", "$1.50", "$3.00", "$4.50", "$6.00"]),
        ((0.0, 4_000.0), "dollars", ["$0", "$1,000", "$2,000", "$3,000", "$4,000"]),
        ((0.0, 11e6), "dollars", ["$0", "$2.5M", "$5M", "$7.5M", "$10M"]),
        ((0.0, 12e12), "tokens", ["0", "3T", "6T", "9T", "12T"]),
        ((0.0, 2.0), "images", ["0", "1", "2"]),
    ],
)
def test_numbers_beside_the_bars_are_short_and_told_apart(values, unit, ticks):
    axes = Figure().add_axes((0, 0, 1, 1))
    axes.set_ylim(0, max(values) * 1.08)

    _ticks(axes, ("a", "b"), unit)

    low, high = axes.get_ylim()
    shown = [place for place in axes.get_yticks() if low <= place <= high]
    assert axes.yaxis.get_major_formatter().format_ticks(shown) == ticks


async def test_a_drawing_that_takes_too_long_is_ended(tmp_path: Path):
    with pytest.raises(ChartFailed):
        await Painter(tmp_path, seconds=0.01).draw(
            chart(
                Series(
                    "Dana",
                    (1.0,),
                ),
                moments=("x",),
            )
        )


async def test_only_so_many_drawings_wait(painter: Painter):
    waiting = [
        asyncio.ensure_future(painter.draw(chart(Series("Dana", (1.0,)), moments=("x",))))
        for _ in range(20)
    ]
    await asyncio.sleep(0)
    with pytest.raises(ChartFailed, match="Too many"):
        await painter.draw(chart(Series("Dana", (1.0,)), moments=("x",)))
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_folder_that_cannot_be_written_does_no_harm():
    series = Series("Dana", (1.0,))

    assert await Painter(Path("/proc/nowhere")).draw(chart(series, moments=("x",)))


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Dana", "Dana"),
        ("Sam 🦊", "Sam"),
        ("Zoë Ж", "Zoë Ж"),
        ("🦊", "person …1234"),
        ("A\u202eb", "Ab"),
        ("x" * 50, "x" * 23 + "…"),
        ("two\nlines", "two lines"),
    ],
)
def test_of_a_name_is_drawn_what_fonts_have(name: str, drawn: str):
    latin = frozenset(map(ord, "…")) | frozenset(range(32, 0x500)) | {0x202E}

    assert Fonts(("DejaVu Sans",), latin).label(name, "person …1234") == drawn


def test_names_in_scripts_without_a_font_are_known_by_something_else():
    latin = Fonts(("DejaVu Sans",), frozenset(range(32, 0x500)))
    with_chinese = Fonts(("DejaVu Sans", "Noto"), frozenset(range(32, 0xA000)))

    assert latin.label("王小明", "person …1234") == "person …1234"
    assert latin.label("王小明 D", "person …1234") == "person …1234"
    assert with_chinese.label("王小明", "person …1234") == "王小明"


def test_every_file_of_a_font_is_used_that_is_upright_and_of_a_usual_weight():
    files = [
        FontEntry(fname="a.ttf", name="Noto Sans CJK SC", weight=700),
        FontEntry(fname="b.ttf", name="Droid Sans Fallback", weight=400),
        FontEntry(fname="c.ttf", name="Droid Sans Fallback", weight=400),
        FontEntry(fname="d.ttf", name="Noto Sans CJK SC", weight="normal"),
        FontEntry(fname="e.ttf", name="Noto Sans CJK SC", style="italic", weight=400),
        FontEntry(fname="f.ttf", name="Comic", weight=400),
    ]

    assert [entry.fname for entry in _others(files)] == ["d.ttf", "b.ttf", "c.ttf"]
