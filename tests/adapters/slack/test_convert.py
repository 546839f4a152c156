"""Events become messages: text with names, places, ids, files; and model text becomes harmless."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.contents import contents, named, without_marks
from adapters.slack.convert import to_message
from adapters.slack.harmless import decided, harmless
from adapters.slack.listening import Me, is_said
from adapters.slack.reading import is_login
from adapters.slack.retrying import retry_after
from bot.messages import Person, Place
from tests.doubles.slack import texts

DANA = Person("U1", "Dana")
ME = Me("T1", "UBOT", "B1")


def event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "user": "U1",
        "text": "<@UBOT> hello",
        "ts": "1700000000.000100",
        "channel": "C1",
        "channel_type": "channel",
        **changes,
    }


def message(**changes: Any) -> Any:
    async def nothing() -> bytes:
        return b""

    return to_message(
        event(**changes), team="T1", person=DANA, me="UBOT", reader=lambda *_: nothing, names={}
    )


def test_a_mention_and_the_message_of_one_text_have_the_same_id():
    assert message().id == message(type="app_mention").id == "T1-C1-1700000000.000100"


def test_what_is_said_in_a_thread_belongs_to_it_and_the_rest_to_the_channel():
    assert message().place == Place("slack", "T1", "C1")
    assert message(thread_ts="1700000000.000100").place == Place("slack", "T1", "C1")
    assert message(thread_ts="1600000000.000100").place.thread == "1600000000.000100"


def test_a_direct_message_is_direct():
    assert message(channel_type="im", channel="D1").direct
    assert not message().direct


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@UBOT> is 3 &lt; 4?", "is 3 < 4?"),
        ("<@UBOT>, <@U2> says hi", "@Robin says hi"),
        ("see <#C9|plans> and <!here>", "see #plans and @here"),
        ("<!subteam^S1|@devs> look", "@devs look"),
        ("<https://a.example/x|a.example/x> and <https://b.example|there>", None),
        ("<mailto:dana@a.example|dana@a.example>", "dana@a.example"),
        ("&amp;lt; stays", "&lt; stays"),
        ("ask <@UBOT>", "ask"),
    ],
)
def test_ids_become_names(written: str, read: str | None):
    said = contents(event(text=written), me="UBOT", names={"U2": "Robin"})
    expected = "https://a.example/x and there (https://b.example)" if read is None else read
    assert said == expected


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_a_person_typed_is_read_as_it_was_typed(typed: str):
    if "<" not in typed:
        assert named(texts.escape(typed), {}) == typed.strip()


_PARTS = st.sampled_from(
    [
        "<",
        "!",
        "channel",
        ">",
        "@",
        "U012ABC",
        "#C012ABC",
        "here",
        " ",
        "subteam^S01",
        "|x",
        "a",
        "`",
    ]
)


@given(st.lists(_PARTS, max_size=14).map("".join))
@settings(max_examples=200, deadline=None)
def test_no_text_of_a_model_calls_anybody(text: str):
    assert texts.pings([harmless(text)]) == set()


@given(st.lists(_PARTS, max_size=14).map("".join), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_what_was_shown_of_a_growing_text_stays_its_beginning(text: str, at: int):
    assert harmless(text).startswith(harmless(decided(text[:at])))


def test_markup_in_code_is_left_as_it_is():
    html = "<!DOCTYPE html><!-- note --><![CDATA[x]]> <div> a < b"
    assert harmless(html) == html


def test_what_the_bot_says_itself_is_not_heard():
    assert is_said(event(), ME)
    assert not is_said(event(user="UBOT"), ME)
    assert not is_said(event(user=None, bot_id="B1"), ME)
    assert not is_said(event(subtype="channel_join"), ME)


def test_a_login_page_is_known_by_its_type_and_by_its_text():
    assert is_login("text/html", "https://files.slack.com/a.pdf", b"")
    assert is_login("", "https://files.slack.com/a.txt", b" <!DOCTYPE html><html>")
    assert not is_login("text/html", "https://files.slack.com/page.html", b"<html>")


def test_all_digits_of_how_long_to_wait_are_read():
    assert retry_after({"Retry-After": "30"}.get) == 30
    assert retry_after({}.get) > 0


@pytest.mark.parametrize(
    "text",
    [
        "<!date^1^{" * 20_000,
        "<#C1|" * 40_000,
        "<https://a|" * 20_000,
        f"x{' ' * 200_000}x",
        "x" + " <@BOT>" * 30_000 + "x",
    ],
)
def test_a_text_that_is_made_to_take_minutes_takes_none(text: str):
    # It would not be done while anybody waits for the tests.
    assert contents({"text": text}, me="BOT", names={})
    assert without_marks(text, "BOT")
