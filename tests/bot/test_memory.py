import asyncio
import gc
import tracemalloc
from dataclasses import replace

import pytest

from bot.config.schema import Window as Shares
from bot.memory import Memory
from bot.messages import Outcome, Person, Place
from bot.models import Utterance
from bot.window import Budget, Window
from bot.window.speakers import NOTE
from tests.fakes.conversations import (
    DANA,
    HERE,
    ROBIN,
    FakeConversations,
    Words,
    turn,
    words,
)

BUDGET = Budget(tokens=1_000, answer=100, summary=100)
ELSEWHERE = Place("test", "server", "elsewhere")


def remembering(store: FakeConversations, counter: Words | None = None, **shares: int) -> Memory:
    return Memory(store, counter or Words(), Shares.model_validate(shares))


async def ask(
    memory: Memory,
    question: str = "and now",
    *,
    place: Place = HERE,
    person: Person = DANA,
    direct: bool = True,
    budget: Budget = BUDGET,
    without: str | None = None,
) -> Window:
    return await memory.window(
        place,
        system="be kind",
        question=Utterance("user", question),
        person=person,
        direct=direct,
        budget=budget,
        model="model",
        without=without,
    )


def history(window: Window) -> list[str]:
    """Return what stands between the system prompt and the question."""
    return [utterance.text for utterance in window.prompt[1:-1]]


async def test_a_place_remembers_what_was_stored_before_and_what_was_said_since() -> None:
    store = FakeConversations([turn(1, "q1", "a1")])
    memory = remembering(store)
    await ask(memory)

    memory.add(turn(2, "q2", "a2"))

    assert history(await ask(memory)) == ["q1", "a1", "q2", "a2"]


async def test_places_never_see_one_another() -> None:
    store = FakeConversations([turn(1, "q1", "a1"), turn(2, "q2", "a2", place=ELSEWHERE)])
    memory = remembering(store)

    assert history(await ask(memory)) == ["q1", "a1"]
    assert history(await ask(memory, place=ELSEWHERE)) == ["q2", "a2"]


async def test_it_loads_the_newest_turns_not_the_oldest() -> None:
    store = FakeConversations([turn(number, words(f"q{number}-", 90)) for number in range(1, 501)])
    memory = remembering(store)

    first, *_, last = history(await ask(memory))[::2]

    assert last.startswith("q500-0")
    assert int(first.split("-")[0][1:]) > 490


async def test_a_warm_place_does_not_ask_the_store_again() -> None:
    store = FakeConversations([turn(1)])
    memory = remembering(store)
    await ask(memory)
    reads = store.turns.reads

    memory.add(turn(2))
    await ask(memory)

    assert store.turns.reads == reads


async def test_several_who_ask_at_the_same_time_load_once() -> None:
    store = FakeConversations([turn(1, "q1", "a1")])
    store.turns.open.clear()
    memory = remembering(store)

    asking = [asyncio.create_task(ask(memory)) for _ in range(5)]
    await store.turns.reading.wait()
    store.turns.open.set()
    windows = await asyncio.gather(*asking)

    assert store.turns.reads == 1
    assert all(history(window) == ["q1", "a1"] for window in windows)


async def test_who_waits_for_a_load_is_served_when_the_first_one_gives_up() -> None:
    store = FakeConversations([turn(1, "q1", "a1")])
    store.turns.open.clear()
    memory = remembering(store)
    first = asyncio.create_task(ask(memory))
    await store.turns.reading.wait()
    second = asyncio.create_task(ask(memory))

    first.cancel()
    store.turns.open.set()

    assert history(await second) == ["q1", "a1"]


async def test_a_turn_stored_while_the_place_is_loaded_is_not_missed() -> None:
    store = FakeConversations([turn(1, "q1", "a1")])
    store.turns.open.clear()
    memory = remembering(store)
    asking = asyncio.create_task(ask(memory))
    await store.turns.reading.wait()

    store.turns.all.append(turn(2, "q2", "a2"))
    memory.add(store.turns.all[-1])
    store.turns.open.set()

    assert history(await asking) == ["q1", "a1", "q2", "a2"]


async def test_a_turn_that_is_added_twice_stands_there_once() -> None:
    memory = remembering(FakeConversations([turn(1, "q1", "a1")]))
    await ask(memory)

    memory.add(turn(1, "q1", "a1"))

    assert history(await ask(memory)) == ["q1", "a1"]


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.FAILED])
async def test_refused_and_failed_turns_never_come_back(outcome: Outcome) -> None:
    memory = remembering(FakeConversations([turn(1, "bad", "worse", outcome=outcome)]))
    await ask(memory)

    memory.add(turn(2, "bad", "worse", outcome=outcome))

    assert history(await ask(memory)) == []


@pytest.mark.parametrize("outcome", [Outcome.CUT, Outcome.CANCELLED])
async def test_what_was_shown_of_a_broken_answer_is_remembered(outcome: Outcome) -> None:
    memory = remembering(FakeConversations())
    await ask(memory)

    memory.add(turn(1, "q1", "a half", outcome=outcome))

    assert history(await ask(memory)) == ["q1", "a half"]


async def test_an_answer_stopped_before_its_first_word_leaves_no_empty_message() -> None:
    memory = remembering(FakeConversations([turn(1, "q1", "", outcome=Outcome.CANCELLED)]))

    assert history(await ask(memory)) == ["q1", "…"]


async def test_a_deleted_message_leaves_the_window_at_once() -> None:
    memory = remembering(FakeConversations([turn(1, "q1", "a1"), turn(2, "q2", "a2")]))
    await ask(memory)

    memory.drop(HERE, "message-1")

    assert history(await ask(memory)) == ["q2", "a2"]


@pytest.mark.parametrize("direct", [True, False])
async def test_an_edited_message_is_replaced_in_the_window_at_once(direct: bool) -> None:
    memory = remembering(FakeConversations([turn(1, "q1", "a1"), turn(2, "q2", "a2")]))
    before = await ask(memory, direct=direct)

    memory.replace(HERE, "message-1", "better\nwords here", 3)

    name, indent = ("", "") if direct else ("Dana: ", " ")
    window = await ask(memory, direct=direct)
    assert history(window)[0] == f"{name}better\n{indent}words here"
    assert history(window)[1:] == history(before)[1:]
    assert window.tokens == before.tokens + 2 + (0 if direct else 1)


async def test_a_message_deleted_while_a_long_question_is_counted_is_not_sent() -> None:
    memory = remembering(FakeConversations([turn(1, "secret", "a1")]))
    await ask(memory)

    asking = asyncio.create_task(ask(memory, "long " * 30_000))
    await asyncio.sleep(0)
    memory.drop(HERE, "message-1")

    assert history(await asking) == []


async def test_a_forgotten_place_starts_anew_from_the_store() -> None:
    store = FakeConversations([turn(1, "q1", "a1")])
    memory = remembering(store)
    await ask(memory)

    store.turns.all.clear()
    memory.forget(HERE)

    assert history(await ask(memory)) == []


async def test_a_channel_that_is_gone_takes_its_threads_with_it() -> None:
    thread = replace(HERE, thread="t1")
    store = FakeConversations([turn(n, f"q{n}", place=p) for n, p in enumerate((HERE, thread), 1)])
    memory = remembering(store)
    await ask(memory)
    await ask(memory, place=thread)
    store.turns.all = []

    memory.erase(thread)
    assert history(await ask(memory, place=thread)) == []
    assert history(await ask(memory)) == ["q1", "a lot"]
    store.turns.all = [turn(2, "q2", place=thread)]
    memory.forget(thread)
    await ask(memory, place=thread)

    store.turns.all = []
    memory.erase(HERE)
    assert history(await ask(memory, place=thread)) == []
    assert history(await ask(memory)) == []


async def test_a_turn_that_is_answered_anew_is_left_out_this_time() -> None:
    memory = remembering(FakeConversations([turn(1, "q1", "a1"), turn(2, "q2", "a2")]))

    again = await ask(memory, "q2", without="message-2")

    assert history(again) == ["q1", "a1"]
    assert history(await ask(memory)) == ["q1", "a1", "q2", "a2"]


async def test_in_a_shared_place_every_message_carries_its_speakers_name() -> None:
    store = FakeConversations([turn(1, "hi", "hello"), turn(2, "hi", "hello", person=ROBIN)])
    memory = remembering(store)

    window = await ask(memory, "who is here", direct=False, person=ROBIN)

    assert history(window) == ["Dana: hi", "hello", "Robin: hi", "hello"]
    assert window.prompt[-1].text == "Robin: who is here"
    assert window.prompt[0].text == f"be kind\n\n{NOTE}"


async def test_who_takes_the_name_of_another_gets_a_different_one() -> None:
    store = FakeConversations([turn(1, "I pay", "ok")])
    memory = remembering(store)

    window = await ask(memory, "I don't", direct=False, person=Person("66", "Dana"))

    assert window.prompt[-1].text == "Dana (2): I don't"


async def test_after_a_restart_the_window_starts_after_the_summary() -> None:
    store = FakeConversations([turn(number, f"q{number}", f"a{number}") for number in range(1, 5)])
    await store.summaries.put(HERE, "the beginning", 2, 2)

    window = await ask(remembering(store))

    assert history(window)[0].endswith("the beginning")
    assert history(window)[2:] == ["q3", "a3", "q4", "a4"]


async def test_turns_that_do_not_fit_after_a_restart_are_to_be_summed_up() -> None:
    store = FakeConversations([turn(number, words("w", 90)) for number in range(1, 21)])
    memory = remembering(store, largest=1_000)

    await ask(memory, budget=Budget(tokens=5_000, answer=0, summary=100))
    fold = memory.begin_fold(HERE)

    assert fold is not None
    assert fold.upto == 10


async def test_the_place_that_was_silent_longest_makes_room() -> None:
    store = FakeConversations()
    memory = remembering(store, warm_places=2)
    third = Place("test", "server", "third")
    for place in (HERE, ELSEWHERE, HERE, third):
        await ask(memory, place=place)
    reads = store.turns.reads

    await ask(memory, place=HERE)
    assert store.turns.reads == reads

    await ask(memory, place=ELSEWHERE)
    assert store.turns.reads == reads + 1


async def test_the_last_turn_is_the_newest_that_is_remembered() -> None:
    good = turn(1)
    bad = [turn(number, outcome=Outcome.FAILED) for number in range(2, 30)]
    memory = remembering(FakeConversations([good, *bad]))

    assert await memory.last(HERE) == good
    assert await memory.last(ELSEWHERE) is None


async def test_what_the_endpoint_reports_changes_how_much_is_sent() -> None:
    store = FakeConversations([turn(number, words("w", 90)) for number in range(1, 30)])
    generous, strict = remembering(store), remembering(store)
    for _ in range(20):
        strict.correct("model", estimated=1_000, reported=2_000)

    assert (await ask(strict)).tokens < 0.6 * (await ask(generous)).tokens


async def test_the_system_prompt_is_counted_once() -> None:
    counter = Words()
    memory = remembering(FakeConversations(), counter)

    await ask(memory)
    await ask(memory)

    assert counter.counted.count("be kind") == 1


async def test_a_place_that_only_listens_does_not_grow_without_end() -> None:
    memory = remembering(FakeConversations(), largest=1_000)
    await ask(memory)

    for number in range(1, 200):
        memory.add(turn(number, words("w", 90)))

    assert sum(warm.tokens for warm in memory._places.values()) <= 2_000


async def test_a_warm_place_costs_little_beyond_its_text() -> None:
    places = [Place("test", "server", str(number)) for number in range(4)]
    memory = remembering(FakeConversations())
    for place in places:
        await ask(memory, place=place)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        text = sum(_fill(memory, place, turns=200) for place in places)
        gc.collect()
        used = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()

    assert (used - text) / len(places) < 20_000


def _fill(memory: Memory, place: Place, *, turns: int) -> int:
    """Have five people talk; returns the bytes of what they and the bot said."""
    people = [Person(str(10**18 + number), f"Person {number}") for number in range(5)]
    size = 0
    for number in range(1, turns + 1):
        question, answer = f"{number} what is it " * 8, f"{number} it is like this " * 50
        size += len(question) + len(answer)
        person = people[number % 5]
        memory.add(turn(number, question, answer, place=place, person=person))
    return size
