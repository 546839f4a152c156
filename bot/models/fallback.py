"""Other models that answer when the one that was asked cannot."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from bot.errors import ModelBusy, ModelError, ModelFailing, ModelSilent, ModelUnreachable
from bot.models import Model, Piece, Request

log = logging.getLogger(__name__)

# A wrong key or request fails with every model; these may not.
_OTHERS_MAY_HELP = (ModelBusy, ModelFailing, ModelSilent, ModelUnreachable)


class Falling:
    """A model that turns to the next one, as long as nothing of an answer has come."""

    def __init__(self, model: Model, names: Sequence[str]) -> None:
        self._model = model
        self._names = tuple(names)

    async def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `bot.models.Model.stream`; raises the error of the first model."""
        first_error: ModelError | None = None
        for name in (request.model, *(name for name in self._names if name != request.model)):
            pieces = self._model.stream(replace(request, model=name))
            async with aclosing(pieces):
                try:
                    piece = await anext(pieces)
                except _OTHERS_MAY_HELP as error:
                    log.warning("%s cannot answer: %r", name, error)
                    first_error = first_error or error
                    continue
                yield piece
                async for piece in pieces:
                    yield piece
                return
        raise first_error or ModelUnreachable(model=request.model)
