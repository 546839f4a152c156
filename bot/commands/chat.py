"""Plain talk: the hidden command behind every message that names none."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from bot.commands import Command
from bot.context import Context
from bot.messages import TALK, Event, Person, Status
from bot.models import Image, Utterance
from bot.prompting import system_prompt
from bot.steps import Toolbox
from bot.tokens import image_tokens
from bot.tools import Commands, used
from bot.tools.without import understood
from bot.turn import Turn
from bot.voices import listened
from bot.window import Budget, Window


async def run(context: Context) -> AsyncIterator[Event]:
    """Answer the message out of the window of its place."""
    material = context.material
    if material is None:
        return
    toolbox = Commands(context) if context.values.tools and context.config.tools.steps else None
    if toolbox is not None and not _knows_tools(context):
        if (found := await understood(context)) is not None and toolbox.offers(found[0]):
            async with aclosing(used(context, *found)) as events:
                async for event in events:
                    yield event
            return
        toolbox = None
    async for step in listened(context, material):
        if isinstance(step, Status):
            yield step
        else:
            material = step
    async for event in answered(context, material.question, toolbox=toolbox):
        yield event


async def answered(
    context: Context, question: str, *, toolbox: Toolbox | None = None
) -> AsyncIterator[Event]:
    """Answer a question out of the window, and make both a turn of it."""
    before = context.replaced
    images = context.material.images if context.material else ()
    window = await windowed(context, question, images=images, without=before)
    async for event in context.answers.answer(
        window, question=window.question, replaces=before, toolbox=toolbox
    ):
        yield event


def _knows_tools(context: Context) -> bool:
    return context.router.card(context.router.name(context.values.model)).tools


async def windowed(
    context: Context,
    question: str,
    *,
    images: tuple[Image, ...] = (),
    without: Turn | None = None,
) -> Window:
    """Build the prompt for a question in this place.

    `without` is the turn of a question that is asked again: it is left out, and its person asks.
    """
    values, message = context.values, context.message
    person = Person(without.person_id, without.person_name) if without else message.person
    name = context.router.name(values.model)
    card = context.router.card(name)
    return await context.memory.window(
        message.place,
        system=await system_prompt(context, name, person),
        question=Utterance("user", question, images),
        person=person,
        direct=message.direct,
        budget=Budget.of(
            context.config.window,
            context=card.context,
            output=card.output,
            largest=context.router.window(name),
        ),
        model=name,
        encoding=card.encoding,
        image_tokens=sum(image_tokens(image.width, image.height) for image in images),
        without=without.message_id if without else None,
        alone=not values.remember,
    )


command = Command(
    TALK,
    "Talk to the bot; the command behind every message that names none.",
    run,
    hidden=True,
    changes_window=True,
    ahead=True,
)
