"""Who listens gets every message once, and nobody's failure is anybody else's."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.hearing import Hearing
from bot.messages import Message, Place
from tests.bot.talking import PLACE, message

OTHER = replace(PLACE, channel="other")


class Ear:
    """Wants what is said in some places, and notes it."""

    def __init__(self, *places: Place, error: Exception | None = None) -> None:
        self.places = places
        self.error = error
        self.heard_of: list[tuple[str, bool]] = []
        self.gone_of: list[str] = []

    async def wants(self, place: Place) -> bool:
        return place in self.places

    async def heard(self, message: Message, *, edited: bool) -> None:
        if self.error is not None:
            raise self.error
        self.heard_of.append((message.text, edited))

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        if self.error is not None:
            raise self.error
        self.gone_of += message_ids


async def test_a_listener_hears_what_is_said_where_it_wants_to():
    here, there = Ear(PLACE), Ear(OTHER)
    hearing = Hearing([here, there])

    await hearing.heard(message("Hello"), edited=False)
    await hearing.heard(message("Hello!"), edited=True)
    await hearing.heard(message("Elsewhere", place=OTHER), edited=False)
    await hearing.gone(PLACE, ["m1", "m2"])

    assert here.heard_of == [("Hello", False), ("Hello!", True)]
    assert here.gone_of == ["m1", "m2"]
    assert there.heard_of == [("Elsewhere", False)]
    assert there.gone_of == []


async def test_where_nobody_listens_nothing_is_wanted():
    assert not await Hearing().wants(PLACE)
    assert not await Hearing([Ear(OTHER)]).wants(PLACE)
    assert await Hearing([Ear(OTHER), Ear(PLACE)]).wants(PLACE)


async def test_a_listener_that_fails_is_logged_and_leaves_the_others_alone(
    caplog: pytest.LogCaptureFixture,
):
    deaf, well = Ear(PLACE, error=RuntimeError("deaf")), Ear(PLACE)
    hearing = Hearing([deaf, well])

    with caplog.at_level(logging.ERROR):
        await hearing.heard(message("secret words"), edited=False)
        await hearing.gone(PLACE, ["m1"])

    assert well.heard_of == [("secret words", False)]
    assert well.gone_of == ["m1"]
    assert "Ear could not take in" in caplog.text
    assert "secret words" not in caplog.text
