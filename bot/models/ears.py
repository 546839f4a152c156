"""Which model makes text of sound: one of the endpoint, or the one on this machine."""

import logging
from datetime import UTC, date, datetime

from bot.config import ModelCard
from bot.config.schema import Hears, Models
from bot.errors import EmbeddedError, InputError, ModelError, NotOffered
from bot.models.cards import described
from bot.models.client import Client
from bot.models.hearing import Ear, Gives
from bot.models.speech import NOT_INSTALLED, LocalEar
from bot.models.transcription import EndpointEar

log = logging.getLogger(__name__)

# What "auto" means where there is a key or an endpoint.
_AUTO = "gpt-transcribe"


class Ears:
    """All models that hear. Without a client, which is an endpoint, there is only the local one."""

    def __init__(self, config: Models, *, client: Client | None, local: LocalEar | None) -> None:
        self._config = config
        self._client = client
        self._local = local
        self._deaf = False

    def choose(self, gives: Gives, *, today: date | None = None) -> Ear:
        """The model for what is wanted; raises `InputError` or `EmbeddedError` where there is none.

        One that gives less than wanted may be chosen, but never for speakers.
        """
        if gives == "speakers":
            return self._telling_apart(today or datetime.now(UTC).date())
        wanted = self._config.transcription.model
        if self._client is not None and not (self._deaf and wanted == "auto"):
            return self._of_endpoint(self._client, _AUTO if wanted == "auto" else wanted)
        return self._of_machine()

    def instead(self, ear: Ear, error: ModelError) -> Ear | None:
        """Who hears in the place of a model that the endpoint turned out not to have.

        None where the operator named the model, or where nothing is installed on this machine.
        """
        auto = self._config.transcription.model == "auto" and ear.name == _AUTO
        if not auto or not isinstance(error, NotOffered) or not self._can_here:
            return None
        log.warning("the endpoint cannot make text of sound, so this machine does: %r", error)
        self._deaf = True
        return self._local

    @property
    def _can_here(self) -> bool:
        return self._local is not None and self._local.installed

    def _of_machine(self) -> Ear:
        if self._local is None or not self._local.installed:
            raise EmbeddedError(NOT_INSTALLED)
        return self._local

    def _of_endpoint(self, client: Client, name: str) -> Ear:
        card = described(self._config.table, name) or ModelCard()
        if card.hears is None:
            card = card.model_copy(update={"hears": Hears()})
        return EndpointEar(client, name, card, self._config)

    def _telling_apart(self, today: date) -> Ear:
        wanted = self._config.transcription.speakers
        if wanted == "auto":
            wanted = next(filter(lambda name: self._tells(name, today), self._config.table), "")
        if self._client is None or not wanted:
            raise InputError(
                "No model that is set up here tells speakers apart. Ask for the text without "
                "speakers."
            )
        return self._of_endpoint(self._client, wanted)

    def _tells(self, name: str, today: date) -> bool:
        card = self._config.table[name]
        runs = card.shutdown is None or card.shutdown > today
        return runs and card.hears is not None and "speakers" in card.hears.gives
