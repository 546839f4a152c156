"""Tables of the model on Discord, which shows none."""

from tests.adapters.discord.conftest import Stage, buttons

TABLE = """Prices:

| Fruit | Price |
|---|---:|
| Apple | 1.20 |
| 苹果 | 10.00 |

Enjoy."""


async def test_a_table_is_aligned_code(stage: Stage):
    stage.api.say(TABLE)
    async with stage.running():
        await stage.asks()
        (answer,) = await stage.answered()

    assert answer.content == (
        "Prices:\n\n```\nFruit  Price\n-----  -----\nApple   1.20\n苹果   10.00\n```\n\nEnjoy."
    )


async def test_a_table_is_never_shown_with_its_bars_while_it_grows(stage: Stage):
    rows = "\n".join(f"| item {n} | {n} |" for n in range(220))
    stage.api.say(f"| Thing | Count |\n|---|---|\n{rows}\n\nDone.")
    async with stage.running():
        await stage.asks()
        await stage.discord.until(
            lambda: bool(stage.said()) and bool(buttons(stage.said()[-1]) - {"Stop"})
        )
        pages = stage.said()

    assert len(pages) >= 2
    assert all("Thing" in page.content and "|" not in page.content for page in pages)
    assert all(page.content.count("```") % 2 == 0 for page in pages)
    assert pages[-1].content.endswith("Done.")
