from benchmarks.translations import SLOW, TEXT, run
from tests.doubles.openai.process import running


async def test_translations_out_of_the_cache_are_measured_and_printed() -> None:
    async with running("--lenient", "--text", TEXT.strip(), *SLOW) as base_url:
        figures = await run(base_url, moderation="off", count=5, warm=1)

    assert len(figures.times) == 5
    assert max(figures.times) < 900
    assert figures.line().startswith("a translation out of the cache, judged by lists alone: p50 ")
