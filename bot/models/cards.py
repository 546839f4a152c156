"""Finding what the table of models says about a name that it does not have to the letter."""

import re
from collections.abc import Mapping

from bot.config import ModelCard

# Endpoints answer under the name of a snapshot (`gpt-4.1-2025-04-14`), asked for or not.
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
# A tuned model is called after the one it was made from: `ft:gpt-4.1-mini-2025-04-14:team::id`.
_TUNED = re.compile(r"ft:([^:]+):")


def described(table: Mapping[str, ModelCard], name: str) -> ModelCard | None:
    """Give the card of a model, of the one it is a snapshot of, or of the one it was tuned from.

    A tuned model can do what its base can; what it costs is another matter, and not known.
    """
    tuned = _TUNED.match(name)
    base = tuned[1] if tuned else name
    card = table.get(name) or table.get(base) or table.get(_SNAPSHOT.sub("", base))
    if card is not None and tuned and name not in table:
        return card.model_copy(update={"prices": None})
    return card
