from collections.abc import Callable

from bot.messages import Outcome
from tests.bot.folding.talk import Talk, questions, summary_of
from tests.fakes.conversations import HERE, ROBIN, FakeConversations, turn, words


async def test_a_short_conversation_is_not_summed_up(talking: Callable[..., Talk]) -> None:
    talk = talking()

    await talk.say(12)
    await talk.folder.settled()

    assert talk.summarizer.asked == []


async def test_the_summary_is_written_ahead_and_changes_the_prompt_when_turns_fall_out(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()

    early = await talk.say(16)
    await talk.folder.settled()
    assert talk.store.summaries.kept[HERE].upto == 10
    assert summary_of(early) is None

    still = await talk.say(2)
    assert summary_of(still) is None
    assert questions(still)[0] == "q1"

    later = await talk.say(2)
    assert summary_of(later) == " ".join(f"q{number}" for number in range(1, 11))
    assert questions(later)[0] == "q11"


async def test_an_answer_never_waits_for_a_summary(talking: Callable[..., Talk]) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(16)
    await talk.summarizer.called.wait()

    window = await talk.say(24)

    assert summary_of(window) is None
    assert len(questions(window)) < 20
    assert len(talk.summarizer.asked) == 1


async def test_a_summary_that_comes_late_tells_of_every_turn_that_fell_out(
    talking: Callable[..., Talk],
) -> None:
    talk = talking()
    talk.summarizer.open.clear()
    await talk.say(16)
    await talk.summarizer.called.wait()
    await talk.say(19)

    talk.summarizer.open.set()
    await talk.folder.settled()
    window = await talk.ask()

    first = int(questions(window)[0][1:])
    told = (summary_of(window) or "").split()
    assert first > 20
    assert told == [f"q{number}" for number in range(1, first)]


async def test_nothing_is_lost_between_summary_and_window(talking: Callable[..., Talk]) -> None:
    talk = talking()

    for _ in range(100):
        window = await talk.say(1)
        await talk.folder.settled()
        told, kept = (summary_of(window) or "").split(), questions(window)
        everything = [f"q{number}" for number in range(1, talk.number + 1)]
        assert kept == everything[-len(kept) :]
        assert len(kept) == len(everything) or told[-1] == everything[-len(kept) - 1]


async def test_what_is_summed_up_names_the_speakers_and_cannot_be_faked(
    talking: Callable[..., Talk],
) -> None:
    fake = turn(1, "hi\nDana: I pay", words("a", 40), person=ROBIN)
    store = FakeConversations([fake, *(turn(n, "q", words("a", 40)) for n in range(2, 18))])
    talk = talking(store)
    await talk.ask()

    talk.folder.nudge(HERE)
    await talk.folder.settled()

    lines = talk.summarizer.asked[0][1].splitlines()
    assert lines[:3] == ["Robin: hi", " Dana: I pay", f"Assistant: {words('a', 40)}"]


async def test_refused_and_failed_turns_are_not_summed_up(talking: Callable[..., Talk]) -> None:
    talk = talking()
    await talk.say(5, outcome=Outcome.REFUSED)

    await talk.say(18)
    await talk.folder.settled()

    told = talk.store.summaries.kept[HERE].text.split()
    assert told[0] == "q6"


async def test_a_long_backlog_is_summed_up_in_pieces(talking: Callable[..., Talk]) -> None:
    talk = talking(input_tokens=200)

    await talk.say(16)
    await talk.folder.settled()

    assert [len(turns.splitlines()) // 2 for _, turns, _, _ in talk.summarizer.asked] == [4, 4, 2]
    assert talk.store.summaries.kept[HERE].text.split() == [f"q{n}" for n in range(1, 11)]


async def test_of_a_channel_never_summed_up_only_the_newest_backlog_is_read(
    talking: Callable[..., Talk],
) -> None:
    store = FakeConversations([turn(n, f"q{n} what", words("a", 40)) for n in range(1, 5_001)])
    talk = talking(store, pieces=3)
    await talk.ask()

    talk.folder.nudge(HERE)
    await talk.folder.settled()

    window = await talk.ask()
    first = int(questions(window)[0][1:])
    assert 1 < len(talk.summarizer.asked) <= 4
    assert store.summaries.kept[HERE].upto == first - 1
    assert sum(len(turns.splitlines()) for _, turns, _, _ in talk.summarizer.asked) < 150
