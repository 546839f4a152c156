import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Command, Kind, Option
from bot.commands.parse import parse, spoken
from bot.errors import InputError


async def _run(context):
    yield


SERVER = Option("server", "For the whole server", Kind.FLAG)
RESET = Option("reset", "Take it back", Kind.FLAG)


def _command(name: str, *options: Option, **how: bool) -> Command:
    return Command(name, name, _run, options=options, **how)


COMMANDS = {
    command.name: command
    for command in (
        _command("help", Option("command", "Which", Kind.CHOICE, choices=("help",)), private=True),
        _command("heat", Option("value", "How", Kind.NUMBER, minimum=0, maximum=2), RESET, SERVER),
        _command("system", Option("text", "The text", rest=True), RESET, SERVER, private=True),
        _command("forget"),
        _command(
            "translate",
            Option("tone", "The tone", Kind.CHOICE, choices=("formal", "casual")),
            Option("to", "The language", Kind.LANGUAGE, required=True),
            Option("text", "What to translate", required=True, rest=True),
        ),
        _command("set", Option("name", "Which"), Option("value", "Value", rest=True), SERVER),
        _command("chat", hidden=True),
    )
}


@pytest.mark.parametrize(
    ("line", "name", "options"),
    [
        ("/forget", "forget", {}),
        ("FORGET ", "forget", {}),
        ("/heat 0.5", "heat", {"value": 0.5}),
        ("/heat value=0.5", "heat", {"value": 0.5}),
        ('/heat "0.5" server', "heat", {"value": 0.5, "server": True}),
        ("/heat server=no 1", "heat", {"value": 1.0, "server": False}),
        ("/heat reset", "heat", {"reset": True}),
        ("/translate fr Good day", "translate", {"to": "fr", "text": "Good day"}),
        (
            "/translate casual fr Good day",
            "translate",
            {"tone": "casual", "to": "fr", "text": "Good day"},
        ),
        (
            '/translate to="pt BR" tone=formal x=1, "quoted" or not',
            "translate",
            {"to": "pt BR", "tone": "formal", "text": 'x=1, "quoted" or not'},
        ),
        ("/translate “pt BR” “Good day”", "translate", {"to": "pt BR", "text": "Good day"}),
        ("/system You are\n  two lines", "system", {"text": "You are\n  two lines"}),
        ("/system text=reset", "system", {"text": "reset"}),
        ("/system reset", "system", {"reset": True}),
        ("/system reset server", "system", {"reset": True, "server": True}),
        ("/system reset the clock", "system", {"text": "reset the clock"}),
        ("/system server=yes You are here", "system", {"server": True, "text": "You are here"}),
        (r'/system "She said \"no\""', "system", {"text": 'She said "no"'}),
        ('/system "a" and "b"', "system", {"text": '"a" and "b"'}),
        ('/system an open " quote', "system", {"text": 'an open " quote'}),
        ("/set words a, b", "set", {"name": "words", "value": "a, b"}),
        ("/set server words a, b", "set", {"server": True, "name": "words", "value": "a, b"}),
    ],
)
def test_a_line_is_read_as_a_command_with_its_options(line, name, options):
    command, found = parse(line, COMMANDS)

    assert (command.name, found) == (name, options)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "/translte fr hi",
            "There is no command '/translte'. Did you mean /translate? /help lists them all.",
        ),
        ("/qiut", "There is no command '/qiut'. Did you mean /quit? /help lists them all."),
        ("/chat hi", "There is no command '/chat'. Did you mean /heat? /help lists them all."),
        ("", "There is no command '/'. /help lists them all."),
        ("/heat hot", "value takes a number from 0 to 2; found 'hot'."),
        ("/heat 0,5 server", "value takes a number from 0 to 2; found '0,5'."),
        ("/heat 3", "value takes a number from 0 to 2; found '3'."),
        ("/heat 1 2", "/heat takes nothing more after that; found '2'."),
        ("/heat reset reset", "reset is given twice."),
        ('/heat "1', "The quote that begins with '\"1' is not closed."),
        ("/translate fr", "/translate needs text: What to translate."),
        ("/translate", "/translate needs to: The language."),
        ("/translate tone=rude fr hi", "tone takes one of formal, casual; found 'rude'."),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line, sentence):
    with pytest.raises(InputError) as caught:
        parse(line, COMMANDS, others=("quit",))

    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("translate fr good day", "translate"),
        ("  help", "help"),
        ("heat 1", "heat"),
        ("/system You are kind.", "system"),
        ("system text=You are kind.", "system"),
        ("help me with this", None),
        ("heat is bad for the disk", None),
        ("forget it", None),
        ("system is down again", None),
        ("translate", None),
        ("chat with me", None),
        ("/etc/hosts is gone", None),
        ("what is a dog?", None),
        ("", None),
    ],
)
def test_after_a_mention_only_what_fits_a_command_is_one(text, meant):
    found = spoken(text, COMMANDS)

    assert (found and found[0].name) == meant


def test_after_a_mention_a_slash_shows_that_a_command_was_meant():
    with pytest.raises(InputError, match="no command '/hepl'"):
        spoken("/hepl", COMMANDS)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_command_or_a_sentence(line):
    for name in COMMANDS:
        try:
            command, options = parse(f"/{name} {line}", COMMANDS)
        except InputError:
            continue
        assert set(options) <= {option.name for option in command.options}


@given(st.text().map(str.strip).filter(lambda text: text and not text.startswith(('"', "“"))))
def test_free_text_arrives_as_it_was_typed(text):
    assert parse(f"/translate fr {text}", COMMANDS)[1]["text"] == text


DRAWN = {
    "image": _command(
        "image",
        Option("action", "What", Kind.CHOICE, choices=("create", "edit")),
        Option("prompt", "What it shows", required=True, rest=True),
        Option("count", "How many", Kind.WHOLE),
        Option("size", "How large"),
        Option("format", "Which"),
        slash_only=True,
    )
}


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("/image a fox count=2", {"prompt": "a fox", "count": 2}),
        ("/image create a fox", {"action": "create", "prompt": "a fox"}),
        ("/image count=2 a fox size=square", {"prompt": "a fox", "count": 2, "size": "square"}),
        ('/image "a = b" format=png', {"prompt": "a = b", "format": "png"}),
        ("/image two=2 foxes", {"prompt": "two=2 foxes"}),
        ("/image count=2 is what it says", {"prompt": "is what it says", "count": 2}),
        ("/image a sign with count=2 on it", {"prompt": "a sign with count=2 on it"}),
        ("/image edit prompt=make it night", {"action": "edit", "prompt": "make it night"}),
    ],
)
def test_free_text_ends_where_only_named_options_follow(line, options):
    assert parse(line, DRAWN)[1] == options


def test_a_command_that_spends_money_is_meant_only_after_a_slash():
    assert spoken("image processing is hard", DRAWN) is None
    assert spoken("/image a fox", DRAWN) is not None
