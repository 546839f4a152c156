"""How much of each prompt a prompt cache has seen before, over a long conversation."""

import random
from collections.abc import Sequence
from typing import Literal

import pytest

from bot.config.schema import Window as Shares
from bot.folding import Folder
from bot.memory import Memory
from bot.messages import Place
from bot.models import Utterance
from bot.window import Budget
from tests.fakes.conversations import DANA, HERE, ROBIN, FakeConversations, Words, turn, words

BUDGET = Budget.of(Shares(), context=16_384, output=4_096)
TURNS = 400


def tokens(prompt: Sequence[Utterance]) -> list[str]:
    """Return a prompt as a model reads it: frames and words."""
    return [
        token
        for utterance in prompt
        for token in [*[f"<{utterance.role}>"] * 4, *utterance.text.split()]
    ]


def shared(before: Sequence[str], after: Sequence[str]) -> int:
    for index, (one, other) in enumerate(zip(before, after, strict=False)):
        if one != other:
            return index
    return min(len(before), len(after))


async def summarize(previous: str, turns: str, max_tokens: int, place: Place) -> str:
    return words(f"s{len(previous) + len(turns)}-", max_tokens)


async def share_of_a_long_conversation(folding: Literal["in time", "late", "never"]) -> float:
    """Return the share of all prompts' tokens that the prompt before began with."""
    chance = random.Random(4)
    store = FakeConversations()
    memory = Memory(store, Words(), Shares())
    folder = Folder(memory, store, Words(), summarize)
    before: list[str] = []
    all_tokens = cached = 0
    fell = False
    for number in range(1, TURNS + 1):
        person = chance.choice([DANA, ROBIN])
        question = words(f"q{number}-", int(chance.lognormvariate(3.7, 1)))
        window = await memory.window(
            HERE,
            system=words("system", 200),
            question=Utterance("user", question),
            person=person,
            direct=False,
            budget=BUDGET,
            model="model",
        )
        assert window.tokens <= BUDGET.tokens
        prompt = tokens(window.prompt)
        all_tokens += len(prompt)
        cached += shared(before, prompt)
        before = prompt
        answer = words(f"a{number}-", min(3_000, int(chance.lognormvariate(5.3, 0.8))))
        said = turn(number, window.question.text, answer, person=person)
        store.turns.all.append(said)
        memory.add(said)
        fell = fell or window.start > 0
        if folding == "in time" or (folding == "late" and fell):
            folder.nudge(HERE)
            await folder.settled()
            fell = False
    await folder.close()
    assert (HERE in store.summaries.kept) == (folding != "never")
    return cached / all_tokens


@pytest.mark.parametrize("folding", ["in time", "late", "never"])
async def test_at_least_85_of_100_tokens_were_in_the_prompt_before(
    folding: Literal["in time", "late", "never"],
) -> None:
    assert await share_of_a_long_conversation(folding) >= 0.85
