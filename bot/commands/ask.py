"""`/ask`: a question, answered in the conversation of its place."""

from collections.abc import AsyncIterator

from bot.commands import Command, Kind, Option
from bot.commands.chat import answered
from bot.context import Context
from bot.messages import Event


async def run(context: Context) -> AsyncIterator[Event]:
    """Answer the question, with what was attached to it or quoted by it."""
    question = str(context.message.options["question"])
    about = context.material.question if context.material else ""
    async for event in answered(context, f"{about}\n\n{question}".strip()):
        yield event


command = Command(
    name="ask",
    description="Ask a question, also about a file or a picture",
    run=run,
    options=(
        Option("question", "What you want to know", required=True, maximum=6_000, rest=True),
        Option("file", "What the question is about", Kind.FILE),
    ),
    examples=("/ask What is the difference between TCP and UDP?",),
    changes_window=True,
    ahead=True,
)
