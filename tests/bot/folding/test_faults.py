import logging
from collections.abc import Callable

import pytest

from bot.errors import ModelBusy
from bot.messages import Place
from bot.window.values import Summary
from tests.bot.folding.talk import Talk
from tests.fakes.conversations import HERE, FakeConversations


async def test_a_summary_that_is_too_long_is_shortened(talking: Callable[..., Talk]) -> None:
    talk = talking()

    await talk.say(150)
    await talk.folder.settled()

    assert talk.summarizer.asked[0][2] == 40
    assert talk.store.summaries.kept[HERE].tokens <= 40
    assert len(talk.store.summaries.kept[HERE].text.split()) <= 40


async def test_a_refused_summary_is_asked_for_once_more(talking: Callable[..., Talk]) -> None:
    talk = talking()
    talk.summarizer.refusals = 1

    await talk.say(16)
    await talk.folder.settled()

    assert len(talk.summarizer.asked) == 2
    assert talk.store.summaries.kept[HERE].upto == 10


async def test_a_summary_refused_again_is_not_used_and_the_one_before_stays(
    talking: Callable[..., Talk],
) -> None:
    store = FakeConversations()
    await store.summaries.put(HERE, "before", 1, 0)
    talk = talking(store)
    talk.summarizer.refusals = 2

    await talk.say(16)
    await talk.folder.settled()

    assert store.summaries.kept[HERE] == Summary("before", 1, 10)
    assert len(talk.summarizer.asked) == 2


async def test_after_a_failure_it_is_tried_again(
    talking: Callable[..., Talk], caplog: pytest.LogCaptureFixture
) -> None:
    talk = talking()
    talk.summarizer.faults = [ModelBusy(), ModelBusy("secret words")]

    with caplog.at_level(logging.WARNING):
        await talk.say(16)
        await talk.folder.settled()

    assert talk.store.summaries.kept[HERE].upto == 10
    assert caplog.text.count("no summary of test/server/channel for now: ModelBusy") == 2
    assert "secret" not in caplog.text


async def test_when_it_keeps_failing_the_next_message_begins_anew(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.summarizer.faults = [ModelBusy()] * 3

    await talk.say(16)
    await talk.folder.settled()
    assert HERE not in talk.store.summaries.kept

    await talk.say(1)
    await talk.folder.settled()
    assert talk.store.summaries.kept[HERE].upto == 10


async def test_a_programming_error_is_logged_and_harms_no_answer(
    talking: Callable[..., Talk], caplog: pytest.LogCaptureFixture
) -> None:
    talk = talking()
    talk.summarizer.faults = [ZeroDivisionError()]

    await talk.say(16)
    await talk.folder.settled()

    assert "ZeroDivisionError" in caplog.text
    assert talk.store.summaries.kept[HERE].upto == 10


async def test_a_summary_that_takes_too_long_is_given_up(talking: Callable[..., Talk]) -> None:
    talk = talking(seconds=0.01)
    talk.summarizer.open.clear()

    await talk.say(16)
    await talk.folder.settled()

    assert talk.summarizer.cancelled == 3
    assert HERE not in talk.store.summaries.kept


async def test_only_so_many_summaries_are_written_side_by_side(
    talking: Callable[..., Talk],
) -> None:
    talk = talking(at_once=2)
    talk.summarizer.open.clear()
    places = [Place("test", "server", str(number)) for number in range(5)]
    for place in places:
        await talk.say(16, place)

    await talk.summarizer.two.wait()
    talk.summarizer.open.set()
    await talk.folder.settled()

    assert talk.summarizer.most_at_once == 2
    assert set(talk.store.summaries.kept) == set(places)
