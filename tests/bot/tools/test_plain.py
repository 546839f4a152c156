"""What plain words mean where the model knows no tools."""

import pytest

from bot.tools.plain import Meant, meant


@pytest.mark.parametrize(
    ("text", "command", "options"),
    [
        ("Draw me a fox", "image", {"prompt": "a fox"}),
        ("please draw a house by the sea.", "image", {"prompt": "a house by the sea"}),
        ("Can you paint us a red door?", "image", {"prompt": "a red door?"}),
        ("make a picture of two owls", "image", {"prompt": "two owls"}),
        ("画一只狐狸", "image", {"prompt": "狐狸"}),
        ("what did I miss since yesterday?", "summarize", {"since": "yesterday"}),
        ("Catch me up", "summarize", {}),
        ("summarize the channel", "summarize", {}),
        ("总结一下", "summarize", {}),
        (
            "Translate good morning into French",
            "translate",
            {"text": "good morning", "to": "French"},
        ),
        ("把早上好翻译成英语", "translate", {"text": "早上好", "to": "英语"}),
    ],
)
def test_an_order_is_understood(text: str, command: str, options: dict[str, str]) -> None:
    assert meant(text) == Meant(command, options)


@pytest.mark.parametrize("text", ["put that in French", "Translate it to German"])
def test_that_means_what_was_said_before(text: str) -> None:
    found = meant(text)
    assert found is not None
    assert (found.command, found.about_last) == ("translate", True)


@pytest.mark.parametrize("text", ["what does she say?", "Please transcribe this", "她说了什么"])
def test_a_question_about_a_recording_wants_it_transcribed(text: str) -> None:
    assert meant(text, sound=True) == Meant("transcribe", {})
    assert meant("what does she say?") is None


@pytest.mark.parametrize(
    "text",
    [
        "How do I draw a fox?",
        "I drew a line under it",
        "Is French hard to learn?",
        "The summary is wrong",
        "What is a translation?",
        "hello",
        "",
    ],
)
def test_talk_stays_talk(text: str) -> None:
    assert meant(text) is None
