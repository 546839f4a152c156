"""`/image`: pictures made from words, or out of other pictures."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.drawing import MOST, OTHERS, SIZES, ordered
from bot.commands.handout import Handout
from bot.commands.sources import brought, kept, looked_at
from bot.errors import ModelError, ModelSilent
from bot.messages import Event, Notice, Usage
from bot.models.drawing import Order, worst

if TYPE_CHECKING:
    from bot.context import Context


async def run(context: "Context") -> AsyncIterator[Event]:
    """Draw what is asked for, unless it may cost so much that a button must be pressed first."""
    message, values = context.message, context.values
    model = context.router.pictures.name(values.image_model)
    skills = context.router.pictures.skills(model)
    given = await brought(context)
    # The person is told of them.
    await context.admit(*given.left)
    order = ordered(message, model, skills, await looked_at(context, given))
    order = replace(order, person=_hashed(f"{message.place.server_key}/{message.person.id}"))
    options = {**message.options, **await kept(context, given)}
    handout = Handout(context, order, skills, options=options)
    most = worst(order, skills)
    cost = context.ledger.cost(model, most)
    if cost is not None and _is_dear(context, cost):
        yield handout.question(cost)
        return
    yield handout.status()
    async with aclosing(_drawn(context, order, handout, most)) as events:
        async for event in events:
            yield event
    if given.left and not context.by_model:
        yield Notice(f"Not used, because only pictures can be changed: {', '.join(given.left)}.")
    yield handout.choices()


async def _drawn(
    context: "Context", order: Order, handout: Handout, most: Usage
) -> AsyncGenerator[Event, None]:
    """Have it drawn and paid for; of several requests those that went well are enough."""
    async with context.answers.paid(order.model, most) as bill:
        try:
            async with aclosing(context.router.pictures.draw(order)) as pieces:
                async for piece in pieces:
                    async for event in handout.events(piece):
                        yield event
        except (asyncio.CancelledError, GeneratorExit):
            # Whoever hangs up pays for what is being drawn.
            bill.used(handout.owed)
            raise
        except ModelError as error:
            # One that takes too long may be drawn all the same, and is paid for then.
            if handout.count or isinstance(error, ModelSilent):
                bill.used(handout.owed if isinstance(error, ModelSilent) else handout.used)
            if not handout.count:
                raise
            yield Notice(handout.missing(error))
        else:
            bill.used(handout.used)


def _is_dear(context: "Context", cost: float) -> bool:
    """Whether somebody must say yes to the price, and has not yet."""
    limit = context.values.image_ask_above
    return limit is not None and cost > limit and not context.message.approved


def _hashed(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


async def _sizes(_: "Context", typed: str) -> Sequence[str]:
    offered = ("auto", *SIZES, *SIZES.values(), *OTHERS)
    return [size for size in offered if typed.strip().lower() in size]


command = Command(
    name="image",
    description="Make a picture from words, or change one",
    run=run,
    options=(
        Option(
            "action",
            "What to do; without it a picture that is attached is changed",
            Kind.CHOICE,
            choices=("create", "edit", "variation"),
        ),
        Option(
            "prompt",
            "What the picture shows, or what is to be changed",
            required=True,
            minimum=1,
            maximum=32_000,
            rest=True,
        ),
        Option("image", "The picture to change", Kind.FILE),
        Option("mask", "A picture of the same size, transparent where it may change", Kind.FILE),
        Option("count", "How many pictures", Kind.WHOLE, minimum=1, maximum=MOST),
        Option(
            "size",
            "square, landscape, portrait, or pixels such as 1536x1024",
            maximum=20,
            complete=_sizes,
        ),
        Option(
            "quality",
            "How finely it is drawn; finer is slower and costs more",
            Kind.CHOICE,
            choices=("low", "medium", "high", "xhigh", "max"),
        ),
        Option(
            "background",
            "What is behind it",
            Kind.CHOICE,
            choices=("transparent", "opaque"),
        ),
        Option("format", "The kind of file", Kind.CHOICE, choices=("png", "jpeg", "webp")),
        Option("fit", "Resize a mask that is not as large as the picture", Kind.FLAG),
    ),
    examples=(
        "/image create a fox in the snow",
        "/image a logo with an owl count=3 size=square background=transparent",
        "/image edit make it night",
    ),
    tries=(
        "/image create a fox in the snow",
        "/image a logo with an owl count=3 size=square background=transparent",
    ),
    raw_files=True,
    slash_only=True,
    tool="draw a picture from a description, or change a picture that came with the message",
    spends=True,
    topic="pictures and sound",
)
