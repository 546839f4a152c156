"""What a message used, request by request: reserved before each, and noted after it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.messages import Usage


class Bill:
    """One request that is being paid for; nothing is owed as long as nothing was used."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.usage: Usage | None = None

    def used(self, usage: Usage, *, model: str | None = None) -> None:
        """Note what the request used; `model` is who answered, where that was another one."""
        self.usage = usage
        self.model = model or self.model


class Billing:
    """The bills of one message. `used` is what was used so far, by model."""

    def __init__(self) -> None:
        self.used: list[tuple[str, Usage]] = []

    @asynccontextmanager
    async def paid(self, model: str, worst: Usage) -> AsyncGenerator[Bill, None]:  # noqa: ARG002 - budgets follow
        """See `bot.context.Answers.paid`."""
        bill = Bill(model)
        try:
            yield bill
        finally:
            if bill.usage is not None:
                self.used.append((bill.model, bill.usage))
