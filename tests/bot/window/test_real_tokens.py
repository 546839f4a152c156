"""The window over the tokens that OpenAI's models count."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config.schema import Window as Shares
from bot.memory import Memory
from bot.models import Utterance
from bot.tokens import FRAME, PRIMING, Tokens
from bot.window import Budget, Window
from bot.window.values import SUMMARY_HEAD, SUMMARY_REPLY, Summary
from tests.fakes.conversations import DANA, HERE, ROBIN, FakeConversations, turn

CODE = Path(__file__).read_text("utf-8")
BUDGET = Budget.of(Shares(), context=4_096, output=1_024)


@pytest.fixture(name="tokens")
async def _tokens(tmp_path: Path) -> Tokens:
    return await Tokens.load(tmp_path)


def real_tokens(window: Window, tokens: Tokens) -> int:
    return PRIMING + sum(tokens.count(one.text) + FRAME for one in window.prompt)


async def test_the_estimate_covers_names_and_indented_lines_and_keeps_the_budget(
    tokens: Tokens,
) -> None:
    store = FakeConversations()
    memory = Memory(store, tokens, Shares())
    for number in range(1, 20):
        question = f"{number} Schau mal:\n\n{CODE[: 97 * number]}\r\n日本語 🦊\n\n\n"
        window = await memory.window(
            HERE,
            system="Be kind.",
            question=Utterance("user", question),
            person=ROBIN if number % 3 else DANA,
            direct=False,
            budget=BUDGET,
            model="model",
        )
        assert real_tokens(window, tokens) <= window.tokens <= BUDGET.tokens
        memory.add(
            replace(
                turn(number, window.question.text, CODE[:500]),
                question_tokens=window.question.tokens,
                answer_tokens=tokens.count(CODE[:500]),
            )
        )


async def test_a_huge_question_keeps_its_ends_and_says_how_much_is_left_out(
    tokens: Tokens,
) -> None:
    window = await Memory(FakeConversations(), tokens, Shares()).window(
        HERE,
        system="Be kind.",
        question=Utterance("user", "Sum this up: " + "word\n" * 40_000 + "Thank you."),
        person=DANA,
        direct=False,
        budget=BUDGET,
        model="model",
    )

    question = window.prompt[-1].text
    assert question.startswith("Dana: Sum this up: word")
    assert question.endswith("Thank you.")
    assert "tokens left out" in question
    assert window.cut
    assert window.question.tokens == tokens.count(window.question.text)
    assert real_tokens(window, tokens) <= window.tokens <= BUDGET.tokens


async def test_what_stands_around_a_summary_is_counted(tokens: Tokens) -> None:
    around = tokens.count(SUMMARY_HEAD) + tokens.count(SUMMARY_REPLY) + 2 * FRAME

    assert around <= Summary("text", 0, upto=1).size <= around + 10
