"""Values that are offered while an option is filled in."""

import pytest

from tests.adapters.discord.commands.commanding import Commanded
from tests.doubles.discord import Channel, Person


async def test_personas_and_models_are_offered_while_typing(
    commanded: Commanded, alice: Person, channel: Channel
):
    personas = await alice.autocompletes(channel, "persona", "name", "")
    one = await alice.autocompletes(channel, "persona", "name", "tea")
    models = await alice.autocompletes(channel, "model", "name", "chat")

    assert [each["value"] for each in personas] == ["pirate", "teacher"]
    assert [each["value"] for each in one] == ["teacher"]
    assert [each["value"] for each in models] == ["chatty"]


async def test_languages_are_offered_while_typing(
    commanded: Commanded, alice: Person, channel: Channel
):
    offered = await alice.autocompletes(channel, "sample", "language", "中")

    assert [each["value"] for each in offered] == ["中文"]


async def test_what_is_offered_fits_what_discord_takes(
    commanded: Commanded, alice: Person, channel: Channel
):
    offered = await alice.autocompletes(channel, "sample", "note", "n")

    assert [each["value"] for each in offered] == [f"n{number}" for number in range(25)]


async def test_values_depend_on_what_is_filled_in_already(
    commanded: Commanded, alice: Person, channel: Channel
):
    offered = await alice.autocompletes(channel, "settings", "value", "p", name="persona")

    assert [each["value"] for each in offered] == ["pirate"]


async def test_completion_that_breaks_offers_nothing(
    commanded: Commanded, alice: Person, channel: Channel, caplog: pytest.LogCaptureFixture
):
    assert await alice.autocompletes(channel, "sample", "trap", "x") == []
    assert "offering values for /sample trap broke" in caplog.text


async def test_what_was_typed_is_not_in_the_log_when_nothing_can_be_offered(
    commanded: Commanded, alice: Person, channel: Channel, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    assert await alice.autocompletes(channel, "sample", "snare", "my secret") == []
    assert "no values for /sample snare: InputError" in caplog.text
    assert "secret" not in caplog.text
