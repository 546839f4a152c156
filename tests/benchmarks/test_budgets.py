from benchmarks.budgets import run


async def test_the_first_message_and_the_warm_ones_are_measured_apart() -> None:
    done = await run(times=20, lines=8)

    # The first one asks the store for every sum.
    assert done.first > done.warm > 0
