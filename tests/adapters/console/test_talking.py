"""A person talks: what is typed becomes messages, and keys do what they should."""

import signal
import stat

from bot.config.schema import Config, Limits
from bot.messages import Ended, Outcome, Text
from tests.adapters.console.conftest import Begin
from tests.adapters.console.scripted import BREAK, HANG, Script, Serving
from tests.adapters.console.terminal import (
    ALT_ENTER,
    CTRL_C,
    CTRL_D,
    CTRL_J,
    ENTER,
    UP,
)

END = Ended(Outcome.ANSWERED)
HELLO = Script(otherwise=(Text("Hello."), END))


async def test_the_banner_says_who_answers_and_where_to_look_next(begin: Begin) -> None:
    serving = Serving("Tiny 1B", "It is small; set A_KEY for a large one.")
    talk = await begin(Script(serving=serving))
    assert talk.lines[1] == "Tiny 1B answers. It is small; set A_KEY for a large one."
    assert "/help" in talk.lines[2]


async def test_a_talk_goes_back_and_forth_until_ctrl_d(begin: Begin) -> None:
    talk = await begin(HELLO)
    assert await talk.ask("One") == "Hello."
    assert await talk.ask("Two") == "Hello."
    one, two = talk.asked
    assert (one["text"], two["text"]) == ("One", "Two")
    assert one["id"] != two["id"]
    assert one["place"] == two["place"]
    assert one["admin"]
    assert one["direct"]
    talk.type(CTRL_D)
    assert await talk.end() == 0


async def test_quit_leaves(begin: Begin) -> None:
    talk = await begin(HELLO)
    talk.type("/quit" + ENTER)
    assert await talk.end() == 0


async def test_new_lines_are_typed_in_three_ways(begin: Begin) -> None:
    talk = await begin(HELLO)
    await talk.ask(f"a{ALT_ENTER}b{CTRL_J}c\\{ENTER}d")
    assert talk.asked[0]["text"] == "a\nb\nc\nd"


async def test_pasted_lines_are_one_message(begin: Begin) -> None:
    talk = await begin(HELLO)
    talk.paste("def f():\n    return 1\n")
    await talk.ask("")
    assert talk.asked[0]["text"] == "def f():\n    return 1\n"


async def test_what_is_typed_or_pasted_during_an_answer_waits_for_its_end(begin: Begin) -> None:
    script = Script(answers={"slow": (Text("Wait."), 0.5, END)}, otherwise=(Text("Yes."), END))
    talk = await begin(script)
    talk.type("slow" + ENTER)
    await talk.until("Wait.")
    talk.paste("two\nlines")
    talk.type(ENTER)
    await talk.prompt(3)
    assert [entry["text"] for entry in talk.asked] == ["slow", "two\nlines"]


async def test_keys_from_before_the_prompt_are_kept(begin: Begin) -> None:
    talk = await begin(HELLO, prompt=False)
    talk.type("early" + ENTER)
    await talk.prompt(2)
    assert talk.asked[0]["text"] == "early"


async def test_ctrl_c_stops_an_answer_and_keeps_what_was_shown(begin: Begin) -> None:
    script = Script(answers={"long": (Text("First words\n\nand mo"), HANG)}, otherwise=(END,))
    talk = await begin(script)
    talk.type("long" + ENTER)
    await talk.until("and mo")
    talk.type(CTRL_C)
    await talk.prompt(2)
    assert "First words\n\nand mo\n\nStopped. What was shown is kept." in talk.text
    assert {"did": "close", "text": "long"} in talk.log
    await talk.ask("next")
    assert [entry["text"] for entry in talk.asked] == ["long", "next"]
    assert {"did": "stop"} not in talk.log


async def test_a_program_that_is_told_to_end_leaves_the_question_for_the_next(
    begin: Begin,
) -> None:
    talk = await begin(Script(otherwise=(Text("Half"), HANG)))
    talk.type("long" + ENTER)
    await talk.until("Half")
    talk.kill(signal.SIGTERM)
    assert await talk.end() == 128 + signal.SIGTERM
    assert [entry["did"] for entry in talk.log] == ["handle", "stop", "close"]


async def test_ctrl_c_at_the_prompt_clears_the_line_or_says_how_to_leave(begin: Begin) -> None:
    talk = await begin(HELLO)
    talk.type("half a thou")
    await talk.until("› half a thou")
    talk.type(CTRL_C)
    await talk.until(lambda: "half a thou" not in talk.text)
    assert "Ctrl-D" not in talk.text.partition("›")[2]
    talk.type(CTRL_C)
    await talk.until("\nCtrl-D leaves.\n›")
    await talk.ask("whole")
    assert [entry["text"] for entry in talk.asked] == ["whole"]
    assert "\nCtrl-D leaves.\n›" not in talk.text


async def test_the_history_outlives_the_program_and_is_for_one_pair_of_eyes(begin: Begin) -> None:
    first = await begin(HELLO)
    await first.ask("remember me")
    first.type(CTRL_D)
    await first.end()
    second = await begin(HELLO)
    second.type(UP)
    await second.until("› remember me")
    (file,) = second.home.rglob("history")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_an_empty_line_asks_nothing(begin: Begin) -> None:
    talk = await begin(HELLO)
    talk.type("   " + ENTER)
    await talk.prompt(2)
    await talk.ask("something")
    assert [entry["text"] for entry in talk.asked] == ["something"]


async def test_a_line_that_cannot_be_read_is_explained_and_the_talk_goes_on(begin: Begin) -> None:
    script = Script(answers={"bad": (BREAK,)}, otherwise=(Text("Fine."), END))
    talk = await begin(script)
    assert "There is no command '/nonsense'." in await talk.ask("/nonsense")
    assert "Something went wrong here" in await talk.ask("bad")
    assert await talk.ask("/usr/bin is a path") == "Fine."


async def test_a_file_goes_with_the_next_message_only(begin: Begin) -> None:
    talk = await begin(HELLO)
    (talk.home / "my notes.txt").write_text("Buy milk.")
    assert "my notes.txt (a text, 1 kB)" in await talk.ask("/attach my notes.txt")
    assert "with my notes.txt" in talk.text
    await talk.ask("What must I buy?")
    await talk.ask("And else?")
    first, second = talk.asked
    assert first["files"] == [["my notes.txt", "text/plain", "Buy milk."]]
    assert second["files"] == []


async def test_a_file_that_cannot_be_used_is_refused_with_the_reason(begin: Begin) -> None:
    talk = await begin(Script(config=Config(limits=Limits(text_file_bytes=10, image_bytes=10))))
    (talk.home / "large.txt").write_text("x" * 11)
    assert "There is no file none.txt." in await talk.ask("/attach none.txt")
    assert "at most" in await talk.ask("/attach large.txt")
    assert "is a folder" in await talk.ask("/attach .")
    await talk.ask("Did any come along?")
    assert talk.asked[0]["files"] == []
