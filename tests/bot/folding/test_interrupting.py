import asyncio
from collections.abc import Callable

from bot.errors import ModelBusy
from tests.bot.folding.talk import Talk, questions, summary_of
from tests.fakes.conversations import HERE


async def test_an_answer_interrupts_it_and_it_starts_again_afterwards(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(16)
    await talk.summarizer.called.wait()
    talk.summarizer.called.clear()

    with talk.folder.interrupt(), talk.folder.interrupt():
        for _ in range(10):
            await asyncio.sleep(0)
        assert talk.summarizer.running == 0
        talk.summarizer.open.set()
    await talk.folder.settled()

    assert talk.summarizer.cancelled == 1
    assert talk.store.summaries.kept[HERE].upto == 10


async def test_nothing_starts_while_an_answer_is_written(talking: Callable[..., Talk]) -> None:
    talk = talking()

    with talk.folder.interrupt():
        await talk.say(16)
        for _ in range(10):
            await asyncio.sleep(0)
        assert talk.summarizer.asked == []
    await talk.folder.settled()

    assert talk.store.summaries.kept[HERE].upto == 10


async def test_forgetting_wins_over_a_summary_being_written(talking: Callable[..., Talk]) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(16)
    await talk.summarizer.called.wait()

    talk.store.turns.all.clear()
    await talk.store.summaries.clear(HERE)
    talk.memory.forget(HERE)
    talk.summarizer.open.set()
    await talk.folder.settled()

    assert HERE not in talk.store.summaries.kept
    assert summary_of(await talk.ask()) is None


async def test_forgetting_wins_over_a_summary_being_stored(talking: Callable[..., Talk]) -> None:
    talk = talking()
    talk.store.summaries.open.clear()
    await talk.say(16)
    await talk.store.summaries.writing.wait()

    talk.store.turns.all.clear()
    await talk.store.summaries.clear(HERE)
    talk.memory.forget(HERE)
    talk.store.summaries.open.set()
    await talk.folder.settled()

    assert HERE not in talk.store.summaries.kept


async def test_after_stopping_nothing_more_is_written(talking: Callable[..., Talk]) -> None:
    talk = talking()
    talk.store.summaries.open.clear()
    await talk.say(16)
    await talk.store.summaries.writing.wait()

    stopping = asyncio.create_task(talk.folder.stop(HERE))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not stopping.done()
    talk.store.summaries.open.set()
    await stopping
    await talk.store.summaries.clear(HERE)
    await talk.folder.settled()

    assert HERE not in talk.store.summaries.kept


async def test_a_message_deleted_meanwhile_is_not_in_the_summary(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(17)
    await talk.summarizer.called.wait()

    talk.delete(3)
    talk.summarizer.open.set()
    await talk.folder.settled()

    assert [told.text.split()[:3] for told in talk.store.summaries.written] == [["q1", "q2", "q4"]]


async def test_a_message_deleted_while_its_summary_is_stored_makes_a_new_one(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.store.summaries.open.clear()
    await talk.say(17)
    await talk.store.summaries.writing.wait()

    talk.delete(3)
    talk.store.summaries.open.set()
    await talk.folder.settled()

    assert talk.store.summaries.kept[HERE].text.split()[:3] == ["q1", "q2", "q4"]
    later = await talk.say(10)
    assert (summary_of(later) or "").split()[:3] == ["q1", "q2", "q4"]


async def test_of_a_summary_stored_while_a_message_was_deleted_nothing_stays_behind(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.store.summaries.open.clear()
    await talk.say(17)
    await talk.store.summaries.writing.wait()

    talk.delete(3)
    talk.summarizer.faults = [ModelBusy()] * 3
    talk.store.summaries.open.set()
    await talk.folder.settled()

    assert HERE not in talk.store.summaries.kept


async def test_a_summary_that_told_of_a_deleted_message_is_written_anew_without_it(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    await talk.say(30)
    await talk.folder.settled()
    before = summary_of(await talk.ask()) or ""
    assert before.split()[:4] == ["q1", "q2", "q3", "q4"]

    talk.delete(3)
    talk.store.summaries.kept.clear()
    talk.memory.drop_summary(HERE, 3)
    assert summary_of(await talk.ask()) is None
    talk.folder.nudge(HERE)
    await talk.folder.settled()

    assert (summary_of(await talk.ask()) or "").split()[:3] == ["q1", "q2", "q4"]
    assert talk.store.summaries.kept[HERE].text.split()[:3] == ["q1", "q2", "q4"]


async def test_a_summary_that_does_not_reach_a_deleted_message_stays(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    await talk.say(30)
    await talk.folder.settled()
    before = summary_of(await talk.ask())

    talk.delete(30)
    talk.memory.drop_summary(HERE, 30)

    assert before
    assert summary_of(await talk.ask()) == before


async def test_a_message_deleted_that_is_not_summed_up_changes_nothing(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(17)
    await talk.summarizer.called.wait()

    talk.memory.drop(HERE, "message-17")
    talk.summarizer.open.set()
    await talk.folder.settled()

    assert len(talk.summarizer.asked) == 1


async def test_closing_ends_everything_and_the_next_start_catches_up(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(16)
    await talk.summarizer.called.wait()
    await talk.say(24)
    await talk.folder.close()
    assert talk.summarizer.cancelled == 1
    talk.folder.nudge(HERE)
    await talk.folder.settled()

    again = talking(talk.store)
    await again.ask()
    again.folder.nudge(HERE)
    await again.folder.settled()

    window = await again.ask()
    assert (summary_of(window) or "").split()[-1] == f"q{int(questions(window)[0][1:]) - 1}"
