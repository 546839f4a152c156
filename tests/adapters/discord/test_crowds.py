"""Many questions at once, and a gateway that breaks meanwhile: nothing is lost, nothing doubled."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.adapters.discord.conftest import Stage
from tests.doubles.discord import Channel, Message
from tests.doubles.openai import Question, Reply


def repeat(question: Question) -> Reply:
    """Say which question it was, so that a mix-up shows."""
    number = re.findall(r"Number (\d+)", question.last)[-1]
    return Reply(f"This is the answer to {number}. It has two sentences.", delay=0.002)


def references(channels: Sequence[Channel], stage: Stage) -> Counter[int]:
    """How often each question was answered."""
    return Counter(
        answer.reference.message_id
        for channel in channels
        for answer in stage.finished(channel)
        if answer.reference is not None
    )


def check(stage: Stage, questions: Sequence[Message]) -> None:
    """Every question has one answer, its own, and in each channel they are in order."""
    channels = list({id(one.channel): one.channel for one in questions}.values())
    assert references(channels, stage) == Counter(question.id for question in questions)
    for channel in channels:
        by_id = {message.id: message for message in channel.messages}
        answers = [one for one in stage.said(channel) if one.reference is not None]
        asked = [answer.reference.message_id for answer in answers if answer.reference]
        assert asked == sorted(asked)
        for answer in answers:
            assert answer.reference is not None
            number = re.findall(r"Number (\d+)", by_id[answer.reference.message_id].content)[0]
            assert f"the answer to {number}." in answer.content


async def test_a_hundred_channels_at_once_are_all_answered(stage: Stage):
    stage.api.script.speaker = repeat
    channels = [stage.server.channel(f"room-{number}") for number in range(100)]
    async with stage.running():
        questions = [
            await stage.asks(f"Number {number}?", channel)
            for number, channel in enumerate(channels)
        ]
        await stage.discord.until(
            lambda: references(channels, stage).total() >= len(questions), seconds=60
        )
        await asyncio.sleep(0.2)

    check(stage, questions)


async def test_two_hundred_at_once_are_answered_within_the_limit_over_everything(stage: Stage):
    stage.discord.limits.enforce()
    stage.api.script.speaker = repeat
    channels = [stage.server.channel(f"room-{number}") for number in range(200)]
    async with stage.running():
        questions = [
            await stage.asks(f"Number {number}?", channel)
            for number, channel in enumerate(channels)
        ]
        await stage.discord.until(
            lambda: references(channels, stage).total() >= len(questions), seconds=60
        )
        await asyncio.sleep(0.2)

    check(stage, questions)


async def _dropped_at_once(stage: Stage) -> None:
    for _ in range(3):
        await stage.discord.gateway.drop()
        await asyncio.sleep(0.5)


async def _dropped_for_seconds(stage: Stage) -> None:
    async with stage.discord.gateway.away():
        await asyncio.sleep(1.5)


async def _lost(stage: Stage) -> None:
    async with stage.discord.gateway.away(lost=True):
        await asyncio.sleep(1)


async def _invalidated(stage: Stage) -> None:
    stage.discord.gateway.invalidate()


@pytest.mark.parametrize("breaks", [_dropped_at_once, _dropped_for_seconds, _lost, _invalidated])
async def test_a_gateway_that_breaks_under_load_loses_and_doubles_nothing(stage: Stage, breaks):
    stage.api.script.speaker = repeat
    channels = [stage.server.channel(f"room-{number}") for number in range(30)]
    questions: list[Message] = []

    async def ask() -> None:
        for number in range(180):
            questions.append(await stage.asks(f"Number {number}?", channels[number % 30]))
            await asyncio.sleep(0.015)

    async with stage.running():
        asking = asyncio.create_task(ask())
        await asyncio.sleep(0.8)
        await breaks(stage)
        await asking
        await stage.discord.until(
            lambda: references(channels, stage).total() >= len(questions), seconds=90
        )
        await asyncio.sleep(0.5)

    check(stage, questions)
