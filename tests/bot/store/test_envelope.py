import json
from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Attachment, Message, Person, Place, Quote
from bot.store.envelope import pack, unpack
from tests.bot.store.samples import a_message

WORDS = st.text(st.characters(), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5.75))])
OPTION = st.one_of(WORDS, st.integers(), st.floats(allow_nan=False), st.booleans())
MESSAGES = st.builds(
    Message,
    id=WORDS,
    place=st.builds(Place, WORDS, WORDS, WORDS, st.none() | WORDS),
    person=st.builds(
        Person,
        id=WORDS,
        name=WORDS,
        admin=st.booleans(),
        bot=st.booleans(),
        roles=st.lists(WORDS, max_size=3).map(tuple),
        locale=st.none() | WORDS,
    ),
    text=WORDS,
    sent_at=st.datetimes(timezones=ZONES),
    attachments=st.lists(
        st.builds(Attachment, WORDS, WORDS, st.integers(min_value=0), WORDS), max_size=2
    ).map(tuple),
    quotes=st.lists(st.builds(Quote, WORDS, WORDS), max_size=2).map(tuple),
    command=WORDS,
    options=st.dictionaries(WORDS, OPTION, max_size=4),
    direct=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_any_message_survives_the_way_to_json_and_back(message: Message) -> None:
    back = unpack(json.loads(json.dumps(pack(message))))

    assert back == message
    kinds = {name: type(value) for name, value in message.options.items()}
    assert {name: type(value) for name, value in back.options.items()} == kinds


async def test_the_reader_of_an_attachment_stays_behind() -> None:
    async def read() -> bytes:
        return b"secret"

    attachment = Attachment("a.txt", "text/plain", 6, "/tmp/a.txt", read)
    message = replace(a_message(), attachments=(attachment,))

    (back,) = unpack(pack(message)).attachments

    assert back == attachment
    with pytest.raises(FileNotFoundError):
        await back.read()
