"""The figures about sound are measured on what they say."""

from benchmarks.sound import lines, run


async def test_a_recording_is_made_and_cut(tmp_path):
    figures = await run(tmp_path, minutes=1.5)

    assert 1.4 < figures.minutes < 1.6
    assert figures.parts == 1
    assert figures.seconds > 0
    assert 10_000_000 < figures.peak < 1_000_000_000
    assert "1 minutes" in lines(figures)[0]
