"""The command line of an admin, beside a bot that has the same database open."""

import csv
import io
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from bot.channels import Said
from bot.cli import main
from bot.core import Bot
from bot.messages import Event, Message, Person, Place
from tests.bot.beside import Beside
from tests.bot.talking import BOB, DANA, end, events, message, prompts, rows
from tests.doubles.openai import Reply, Usage

Call = Callable[..., tuple[int, str, str]]
_SERVERS = count(1)
HIDDEN = "xylophone-4711"


@pytest.fixture(scope="module", name="beside")
def _beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    with Beside(tmp_path_factory.mktemp("beside")).running() as beside:
        beside.api.moderation.flag("horrible", category="harassment", score=0.91)
        yield beside


@pytest.fixture(name="server")
def _server() -> str:
    """A server of its own for each test."""
    return f"test/s{next(_SERVERS)}"


@pytest.fixture(name="call")
def _call(
    beside: Beside,
    server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run `causerie admin` for the server; gives its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)
    for name, value in beside.environment.items():
        monkeypatch.setenv(name, value)

    def call(*words: str, bare: bool = False) -> tuple[int, str, str]:
        where = () if bare else ("--server", server)
        capsys.readouterr()
        code = main(["admin", *where, *words])
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def place(server: str, channel: str = "general") -> Place:
    return Place("test", server.partition("/")[2], channel)


def asks(
    beside: Beside, server: str, text: str, by: Person = BOB, command: str = "chat", **options
) -> list[Event]:
    def asked() -> Message:
        where = place(server)
        return message(text, place=where, person=by, direct=False, command=command, options=options)

    return beside.does(lambda bot: events(bot, asked()))


def caught_up(beside: Beside) -> None:
    """Let the bot look at what others did, which it does every few seconds by itself."""

    async def looks(bot: Bot) -> None:
        await bot._parts.settings.catch_up()
        await bot._parts.retention.catch_up()

    beside.does(looks)


def test_without_a_command_it_says_which_there_are(call: Call):
    code, out, err = call(bare=True)

    assert (code, err) == (0, "")
    for name in ("usage", "moderation", "decide", "persona", "privacy", "settings", "forget"):
        assert f"  {name} " in out


def test_usage_of_a_server_is_a_table_that_fits_into_a_terminal(
    beside: Beside, server: str, call: Call
):
    beside.api.say(Reply("Yes.", usage=Usage(123_456, 1_000)))
    asks(beside, server, "Is it so?")

    code, out, err = call("usage", "person")

    assert (code, err) == (0, "")
    assert "123,456" in out
    assert "Bob" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    head = next(line for line in out.splitlines() if line.startswith("Person"))
    row = next(line for line in out.splitlines() if line.startswith("Bob"))
    assert head.index("Tokens in") + len("Tokens in") == row.index("123,456") + len("123,456")


def test_a_file_goes_into_the_pipe_or_into_a_folder(
    beside: Beside, server: str, call: Call, tmp_path: Path
):
    asks(beside, server, "Is it so?")

    code, out, _ = call("usage", "csv")
    saved, told, _ = call("--output", str(tmp_path / "new" / "folder"), "usage", "csv")

    (line,) = csv.DictReader(io.StringIO(out.lstrip("\ufeff")))
    assert (code, line["person"]) == (0, "Bob")
    (file,) = (tmp_path / "new" / "folder").iterdir()
    assert (saved, told) == (0, f"Saved as {file}\n")
    assert file.read_bytes().decode() == out


def test_a_folder_that_cannot_be_written_is_a_sentence(
    beside: Beside, server: str, call: Call, tmp_path: Path
):
    asks(beside, server, "Is it so?")
    (tmp_path / "taken").write_text("")

    code, out, err = call("--output", str(tmp_path / "taken"), "usage", "csv")

    assert (code, out) == (1, "")
    assert "cannot be saved" in err


def test_a_persona_is_written_with_words_as_the_shell_hands_them_over(
    beside: Beside, server: str, call: Call
):
    prompt = 'You are a "pirate", and say: arr = yes.\nAlways.'
    code, _, _ = call("persona", "pirate", "description=a funny one", f"prompt={prompt}")
    _, listed, _ = call("persona")
    _, preview, _ = call("persona", "pirate", "preview")
    call("persona", "pirate")
    caught_up(beside)
    asks(beside, server, "Who are you?")

    assert code == 0
    assert "`pirate` a funny one" in listed
    assert prompt in preview
    assert prompt in prompts(beside.api)[-1][0][1]


def test_a_server_is_erased_only_when_it_was_said_so(beside: Beside, server: str, call: Call):
    asks(beside, server, f"my instrument is {HIDDEN}")
    turns = f"SELECT count(*) FROM turns WHERE place LIKE '{server}/%'"

    asked, question, told = call("forget", "server")
    assert (asked, rows(beside.folder, turns)) == (1, [(1,)])
    assert "cannot be undone" in question
    assert "--yes" in told

    code, out, err = call("forget", "server", "--yes")
    assert (code, err, rows(beside.folder, turns)) == (0, "", [(0,)])
    assert "Forgotten: 1 question" in out
    files = [path for path in beside.folder.glob("causerie.db*") if path.is_file()]
    assert not any(HIDDEN.encode() in path.read_bytes() for path in files)
    caught_up(beside)
    asks(beside, server, "what is my instrument?")
    assert HIDDEN not in str(prompts(beside.api)[-1])


def test_a_server_is_exported_as_an_archive(
    beside: Beside, server: str, call: Call, tmp_path: Path
):
    asks(beside, server, f"my instrument is {HIDDEN}")

    code, _, _ = call("export", "server", "--output", str(tmp_path))

    (file,) = tmp_path.glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        assert HIDDEN in archive.read("conversations.md").decode()
    assert code == 0


def flagged(beside: Beside, server: str) -> int:
    """An item on the desk of the server; its number."""
    where = place(server)

    async def said(bot: Bot) -> int:
        for name, value in (("desk_channel", "desk"), ("auto_moderation", True)):
            await bot._parts.settings.change(where, name, value, scope="server", person=DANA)
        heard = message("you are horrible", place=where, person=BOB, direct=False)
        beside.channels.names[place(server, "desk")] = "desk"
        beside.channels.said[where] = [Said(heard.id, BOB.id, BOB.name, heard.text, heard.sent_at)]
        await bot.hear(heard)
        await bot._parts.office.watching.idle()
        await bot._parts.office.posting.idle()
        (flag,) = await bot._parts.store.flags.undecided(server, limit=2)
        return flag.id

    return beside.does(said)


def test_an_item_of_the_desk_is_decided_and_the_desk_shows_it_when_a_button_is_pressed(
    beside: Beside, server: str, call: Call
):
    number = flagged(beside, server)
    _, listed, _ = call("moderation", "items")
    code, out, err = call("decide", str(number), "approve")
    (post,) = beside.channels.posts[place(server, "desk")].values()

    async def pressed(bot: Bot) -> str:
        asked = await bot.pick(
            post.choices.id,
            0,
            message_id="press",
            place=place(server, "desk"),
            person=DANA,
            direct=False,
        )
        return end(await events(bot, asked)).text

    assert f"**Item {number}**: harassment 0.91" in listed
    assert "you are horrible" in listed
    assert (code, err) == (0, "")
    assert f"Item {number}: approved." in out
    assert "was decided before: approved" in beside.does(pressed)
    (post,) = beside.channels.posts[place(server, "desk")].values()
    assert "**Approved** by operator" in post.text


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("delete",), "Deleting a message"),
        (("timeout",), "A time out"),
    ],
)
def test_what_needs_the_platform_says_so_and_changes_nothing(
    beside: Beside, server: str, call: Call, words: tuple[str, ...], what: str
):
    number = flagged(beside, server)

    code, out, err = call("decide", str(number), *words)

    assert (code, out) == (1, "")
    assert f"{what} needs a connection to Test" in err
    assert rows(beside.folder, f"SELECT state FROM flags WHERE id = {number}") == [("open",)]
    assert beside.channels.deleted == []


def test_the_platforms_own_rules_need_the_platform(call: Call):
    code, _, err = call("moderation", "automod")

    assert code == 1
    assert "needs a connection to Test" in err


def test_a_text_is_tried_and_the_log_read(beside: Beside, server: str, call: Call):
    flagged(beside, server)

    _, tried, _ = call("moderation", "test", "you are", "horrible")
    code, log, _ = call("moderation", "log", "category=harassment", "csv")

    assert "it is refused, because of harassment 0.91" in tried
    assert all(len(line) <= 80 for line in tried.splitlines())
    assert code == 0
    assert [line["categories"] for line in csv.DictReader(io.StringIO(log.lstrip("\ufeff")))] == [
        "harassment"
    ]


def test_files_are_taken_in(server: str, call: Call, tmp_path: Path):
    (tmp_path / "settings.yaml").write_text("server: {temperature: 0.25}\n")
    (tmp_path / "terms.csv").write_text("term,translation,to\ninvoice,Rechnung,German\n")

    settings = call("settings", "import", "settings.yaml")
    glossary = call("glossary", "import", "terms.csv")
    exported = call("settings", "export")

    assert (settings[0], glossary[0]) == (0, 0)
    assert "temperature: 0.25" in exported[1]
    assert "Rechnung" in call("glossary")[1]


def test_the_short_word_for_settings_does_the_same(
    server: str, call: Call, capsys: pytest.CaptureFixture[str]
):
    assert main(["settings", "--server", server, "temperature", "0.5"]) == 0
    assert "`temperature` is now 0.5 for the whole server" in capsys.readouterr().out
    assert "0.5 (set for the whole server)" in call("settings", "temperature")[1]


def test_without_a_channel_the_whole_server_is_meant_and_with_one_the_channel(
    server: str, call: Call
):
    _, whole, _ = call("temperature", "0.5")
    _, one, _ = call("--channel", "c1", "/temperature", "1.5")

    assert "for the whole server" in whole
    assert "in this channel" in one
    assert "0.5" in call("temperature")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dance",), "There is no command '/dance'."),
        (("chat", "hello"), "There is no command '/chat'."),
        (("decide", "1"), "needs action"),
        (("decide", "999999", "approve"), "no item 999999"),
        (("settings", "temperature", "9"), "temperature takes"),
        (("settings", "import", "nowhere.yaml"), "nowhere.yaml cannot be read"),
        (("moderation", "simulate", "thresholds=hate=2"), "takes a number from 0 to 1"),
        (("persona", "nobody", "preview"), "There is no persona 'nobody'."),
        (("settings", "system", "be horrible"), "harassment"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_beside_the_output(
    call: Call, words: tuple[str, ...], told: str
):
    code, out, err = call(*words)

    assert (code, out) == (1, "")
    assert told in err
    assert "Traceback" not in err


def test_a_server_that_is_not_written_like_one_is_refused(call: Call):
    code, _, err = call("--server", "discord", "usage", bare=True)

    assert code == 1
    assert "PLATFORM/ID" in err


def test_of_a_server_that_nothing_is_known_of_it_says_so_and_does_it_all_the_same(
    server: str, call: Call
):
    first, out, warned = call("settings", "temperature", "0.5")
    second, _, quiet = call("settings", "temperature")

    assert (first, second) == (0, 0)
    assert "0.5" in out
    assert f"Nothing is known of the server '{server}' yet" in warned
    assert quiet == ""


def test_what_was_tried_out_there_from_the_command_line_makes_no_server_known(call: Call):
    call("moderation", "test", "You are an apple")
    call("glossary", "add", "invoice", "Rechnung")

    assert "Nothing is known" in call("usage")[2]


def test_the_terminals_own_server_is_never_called_unknown(call: Call):
    assert call("settings", "temperature", bare=True)[2] == ""


def test_each_command_that_is_listed_is_explained(call: Call):
    _, listed, _ = call(bare=True)
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]

    assert "decide" in names
    for name in names:
        code, out, err = call("help", name, bare=True)
        assert (code, err) == (0, "")
        assert f"/{name}" in out


class Terminal:
    """The side of a person: what they type, and what is shown to them."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._shown = bytearray()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def types(self, *lines: str) -> None:
        os.write(self._master, "".join(f"{line}\n" for line in lines).encode())

    def shown(self) -> str:
        """All of it, once the program has let go of it."""
        self._reading.join(60)
        return self._shown.decode()

    def _read(self) -> None:
        with suppress(OSError):
            while data := os.read(self._master, 65_536):
                self._shown += data
        os.close(self._master)


@contextmanager
def terminal() -> Iterator[Terminal]:
    """Let the standard streams be a terminal."""
    master, slave = os.openpty()
    with ExitStack() as streams, pytest.MonkeyPatch.context() as patched:
        patched.setenv("TERM", "xterm-256color")
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            stream = streams.enter_context(os.fdopen(os.dup(slave), mode, encoding="utf-8"))
            patched.setattr(f"sys.{name}", stream)
        os.close(slave)
        yield Terminal(master)


def test_in_a_terminal_a_number_picks_what_is_offered(server: str, call: Call):
    with terminal() as screen:
        screen.types("7", "1")
        code = main(["admin", "--server", server, "forget", "server"])
    shown = screen.shown()

    assert code == 0
    assert "1. Delete it all" in shown
    assert "There is only number 1." in shown
    assert "Forgotten: 0 questions" in shown


def test_in_a_terminal_enter_leaves_it(server: str, call: Call):
    with terminal() as screen:
        screen.types("")
        code = main(["admin", "--server", server, "forget", "server"])
    shown = screen.shown()

    assert code == 1
    assert "Nothing was done." in shown


def test_in_a_terminal_a_setting_is_typed_beside_what_it_is(server: str, call: Call):
    call("settings", "moderation_thresholds", "violence=0.5")
    with terminal() as screen:
        screen.types("1", "+hate=0.2")
        code = main(["admin", "--server", server, "settings", "moderation_thresholds"])
    shown = screen.shown()

    assert code == 0
    assert "value [violence=0.5]: " in shown
    assert "is now violence=0.5, hate=0.2" in call("settings", "moderation_thresholds")[1] + shown


def test_where_no_channel_is_named_nothing_is_offered_for_one(server: str, call: Call):
    with terminal() as screen:
        screen.types("")
        code = main(["settings", "--server", server, "temperature"])
    shown = screen.shown()

    assert code == 0
    assert "for the whole server" in shown
    assert "in this channel" not in shown
