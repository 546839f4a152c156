"""The figures about summaries are of summaries that were given."""

from benchmarks import summaries
from tests.doubles.openai.process import running


async def test_a_long_channel_is_summed_up_in_parts_with_few_requests_at_once():
    flags = ["--lenient", "--tokens", "40", "--text", summaries.TEXT, "--first-delay", "0.02"]
    async with running(*flags) as base_url:
        done = await summaries.run(base_url, messages=1_000)

    assert done.parts > 2
    assert done.asked["chat"] == done.parts + 1
    assert done.most_open <= 8
    assert done.links
    assert done.first < done.end
