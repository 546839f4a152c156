"""What an answer looks like on the screen, while it is written and after."""

import re
from datetime import UTC, datetime, timedelta

from bot.commands import Command
from bot.config.schema import Config
from bot.messages import (
    Choice,
    Choices,
    Ended,
    File,
    Message,
    Notice,
    Outcome,
    Person,
    Place,
    Status,
    Text,
    Usage,
)
from bot.models.embedded.progress import Progress
from bot.settings import Values
from tests.adapters.console.conftest import Begin
from tests.adapters.console.scripted import (
    BREAK,
    HANG,
    LEAVE_OPEN,
    Recovered,
    Script,
    Step,
    run,
)
from tests.adapters.console.terminal import CTRL_C, CTRL_D, ENTER, TAB, visible

END = Ended(Outcome.ANSWERED)
ESCAPE = b"\x1b"


def typed(answer: str, size: int = 7, pause: float = 0.0) -> list[Step]:
    """Return the answer in pieces, as a model writes it."""
    steps: list[Step] = []
    for at in range(0, len(answer), size):
        steps += [Text(answer[at : at + size]), pause]
    return [*steps, END]


async def test_markdown_is_shown_as_what_it_means(begin: Begin) -> None:
    answer = (
        "# Title\n\nSome **bold** and `code`,\nsecond line.\n\n1. one\n2. two\n   - inner\n\n"
        "```python\ndef f():\n\n    return 1\n```\n\n> said\n\n[label](https://a.example/x)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    talk = await begin(Script(otherwise=typed(answer)))
    assert await talk.ask("Show it") == (
        "Title\n\nSome bold and code,\nsecond line.\n\n1. one\n2. two\n   • inner\n\n"
        "```python\ndef f():\n\n    return 1\n```\n\n▌ said\n\nlabel (https://a.example/x)\n\n"
        " a  b\n ────\n 1  2"
    )
    assert b"\x1b[1mbold\x1b[0m" in talk.raw


async def test_an_answer_longer_than_the_screen_is_there_once_and_whole(begin: Begin) -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 30 for number in range(12)]
    code = [f"x{number} = {number}" for number in range(40)]
    answer = "\n\n".join(paragraphs) + "\n\n```python\n" + "\n".join(code) + "\n```\n\nThe end.\n"
    talk = await begin(Script(otherwise=typed(answer, 40, 0.002)), rows=12, columns=50)
    shown = await talk.ask("Much, please")
    assert [int(n) for n in re.findall(r"Paragraph (\d+)\.", shown)] == list(range(12))
    assert shown.count("word") == 12 * 30
    assert [line for line in shown.splitlines() if line.startswith("x")] == code
    assert shown.endswith("```\n\nThe end.")


async def test_one_paragraph_longer_than_the_screen_is_there_once(begin: Begin) -> None:
    words = " ".join(f"w{number}" for number in range(300))
    talk = await begin(Script(otherwise=typed(words, 60, 0.005)), rows=8, columns=40)
    assert (await talk.ask("All")).split() == words.split()


async def test_wide_letters_break_where_they_fit(begin: Begin) -> None:
    answer = "日本語のテキストはここで折り返されるはずです。" * 6
    talk = await begin(Script(otherwise=typed(answer, 3)), columns=40)
    shown = await talk.ask("日本語で")
    assert shown.replace("\n", "") == answer
    assert talk.asked[0]["text"] == "日本語で"


async def test_a_window_that_changes_its_size_doubles_nothing(begin: Begin) -> None:
    answer = "\n\n".join(f"Number {number} " + "word " * 20 for number in range(20))
    # Of the terminals that cut lines off, as the one in this test does.
    talk = await begin(Script(otherwise=typed(answer, 20, 0.01)), rows=20, XTERM_VERSION="1")
    talk.type("Go" + ENTER)
    for number, columns in ((3, 50), (8, 110), (13, 60)):
        await talk.until(f"Number {number} ")
        talk.resize(columns, 20)
    await talk.prompt(2)
    assert [int(n) for n in re.findall(r"Number (\d+) ", talk.text)] == list(range(20))


async def test_a_status_is_replaced_by_what_comes_next(begin: Begin) -> None:
    script = Script(
        otherwise=(
            Status("queued"), 0.5, Status("working", "counting sheep"), 0.5, Text("Words."),
            Status("continuing"), 0.5, Text(" More."), END,
        )
    )  # fmt: skip
    talk = await begin(script)
    assert await talk.ask("Wait") == "Words. More."
    seen = visible(talk.raw)
    assert "waiting for its turn" in seen
    assert "counting sheep" in seen
    assert "going on where it broke off" in seen


async def test_a_notice_stands_beside_the_answer_and_files_are_saved(begin: Begin) -> None:
    file = File("../plan.txt", "text/plain", b"The plan", "what to do")
    talk = await begin(Script(otherwise=(file, Notice("By the way."), Text("Here."), file, END)))
    shown = await talk.ask("The plan?")
    assert re.fullmatch(r"Saved as\s[^\0]*\n\nBy the way.\n\nSaved as\s[^\0]*\n\nHere.", shown)
    assert b"\x1b[2mBy the way." in talk.raw
    assert (talk.home / "plan.txt").read_bytes() == b"The plan"
    assert (talk.home / "plan-2.txt").read_bytes() == b"The plan"


async def test_words_that_were_shown_are_called_back(begin: Begin) -> None:
    refused = Ended(Outcome.REFUSED, "Not allowed here.", withdraw=True)
    script = Script(
        answers={
            "early": (Text("live only"), 0.2, refused),
            "late": (Text("Printed.\n\nlive too"), 0.2, refused),
        }
    )
    talk = await begin(script)
    assert await talk.ask("early") == "Not allowed here."
    assert await talk.ask("late") == (
        "Printed.\n\nThe words above are withdrawn. Not allowed here."
    )


async def test_the_end_says_what_went_wrong_and_what_it_cost(begin: Begin) -> None:
    failed = Ended(Outcome.FAILED, "The endpoint is down. Try again.")
    paid = Ended(Outcome.ANSWERED, usage=Usage(1200, 30, 800), cost=0.0123, model="gpt-x")
    script = Script(
        answers={"fail": (failed,), "open": (Text("Half"), LEAVE_OPEN), "pay": (paid,)},
        otherwise=(Ended(Outcome.DUPLICATE, "never shown"),),
        config=Config(defaults=Values(show_usage=True)),
    )
    talk = await begin(script)
    assert await talk.ask("fail") == "The endpoint is down. Try again."
    assert (await talk.ask("open")).startswith("Half\n\nThe answer stopped without saying why")
    assert await talk.ask("pay") == "1,200 tokens in (800 cached), 30 out · $0.0123 · gpt-x"
    assert not await talk.ask("twice")


async def test_a_number_picks_one_of_the_choices_once(begin: Begin) -> None:
    both = (Choice("First", "take one"), Choice("Second", "take two"))
    choices = Choices("Which?", both, id=7)
    talk = await begin(Script(answers={"choose": (choices, END)}))
    assert await talk.ask("choose") == "Which?\n1. First\n2. Second"
    await talk.ask("2")
    await talk.ask("2")
    assert [entry["text"] for entry in talk.asked] == ["choose", "take two", "2"]


EVIL = "a\x1b[31mred\x1b]8;;http://x\x07l\u202egnp\x9b2Jb\x08c\rd\u2066e &#x202e;f &#27;[2Jg"


SHAPES = ["{}", "```\n{}\n```", "# {}", "`{}`", "| {} |\n|--|\n| {} |"]


async def test_what_a_terminal_would_obey_never_gets_there(begin: Begin) -> None:
    answers: dict[str, list[Step]] = {}
    for number, shape in enumerate(SHAPES):
        evil = shape.replace("{}", EVIL)
        answers[f"text {number}"] = [*(Text(letter) for letter in evil), END]
        waits = Status("working", evil)
        answers[f"note {number}"] = [Notice(evil), waits, 0.3, Ended(Outcome.FAILED, evil)]
    answers["/help"] = [Notice("\n\n".join(SHAPES).replace("{}", EVIL)), END]
    talk = await begin(Script(answers=answers, commands={"help": Command("help", "Help", run)}))
    for question in answers:
        await talk.ask(question)
    assert b"\x1b[31m" not in talk.raw
    assert b"\x1b[2J" not in talk.raw
    assert b"\x1b]" not in talk.raw
    text = talk.raw.decode()
    assert not re.search("[\x00-\x07\x0b\x0c\x0e-\x1a\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


async def test_colours_are_left_out_where_nobody_wants_them(begin: Begin) -> None:
    answer = "# Title\n\n`code`\n\n```python\nx = 'a'  # b\n```\n"
    talk = await begin(Script(otherwise=typed(answer)), NO_COLOR="1")
    await talk.ask("Plainly")
    colours = [
        part
        for codes in re.findall(rb"\x1b\[([0-9;]*)m", talk.raw)
        for part in codes.split(b";")
        if part.isdigit() and int(part) not in {0, 1, 2, 3, 4, 7, 22, 23, 24, 27}
    ]
    assert colours == []


async def test_a_terminal_that_can_do_nothing_gets_plain_lines(begin: Begin) -> None:
    script = Script(answers={"stop": (Text("Half"), HANG)}, otherwise=(Text("**Hi**."), END))
    talk = await begin(script, prompt=False, TERM="dumb")
    await talk.until("\n>")
    talk.type("Hello \\\nthere\n")
    await talk.until("**Hi**.\n>")
    talk.type("stop\n")
    await talk.until("Half")
    talk.type(CTRL_C)
    await talk.until("Stopped. What was shown is kept.\n>")
    talk.type(CTRL_D)
    assert await talk.end() == 0
    assert ESCAPE not in talk.raw
    assert [entry["text"] for entry in talk.asked] == ["Hello \nthere", "stop"]


async def test_what_was_asked_before_the_end_of_the_program_is_answered_first(
    begin: Begin,
) -> None:
    asked = datetime.now(UTC) - timedelta(minutes=1)
    before = Message(
        "old", Place("console", "local", "terminal"), Person("local", "me"), "Why?", asked
    )
    talk = await begin(
        Script(answers={"Why?": (Text("Because."), END)}, unanswered=[Recovered(before, asked)])
    )
    at = asked.astimezone()
    await talk.until(f"You asked at {at:%H:%M}: “Why?” - answering now.\n\nBecause.")
    assert [entry["did"] for entry in talk.log] == ["resume"]


async def test_fetching_the_model_shows_a_bar_that_goes_away(begin: Begin) -> None:
    progress = Progress("Fetching Tiny", 30_000_000, 100_000_000, 5_000_000.0)
    talk = await begin(Script(preparing=(Progress("Fetching Tiny"), progress, 0.3, progress)))
    seen = visible(talk.raw)
    assert "30.0 MB of 100.0 MB, 5.0 MB/s, 14 s left" in seen
    assert talk.lines[0] == "Fetching Tiny"
    assert "MB" not in talk.text


async def test_ctrl_c_while_the_model_is_fetched_ends_the_program(begin: Begin) -> None:
    talk = await begin(Script(preparing=(Progress("Fetching"), HANG)), prompt=False)
    await talk.until("Fetching")
    talk.type(CTRL_C)
    assert await talk.end() == 130


async def test_a_model_that_cannot_be_had_ends_the_program(begin: Begin) -> None:
    talk = await begin(Script(preparing=(BREAK,)), prompt=False)
    assert await talk.end() == 1
    assert "The model cannot be had." in talk.text


async def test_tab_completes_a_command(begin: Begin) -> None:
    talk = await begin(Script(commands={"help": Command("help", "What there is", run)}))
    talk.type("/he")
    await talk.until("What there is")
    talk.type(TAB)
    await talk.until("› /help")
    talk.type(ENTER + ENTER)
    await talk.prompt(2)
    assert talk.asked[0]["command"] == "help"
