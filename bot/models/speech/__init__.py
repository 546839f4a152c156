"""The model that makes text of sound on this machine, where no endpoint does.

Its file is fetched as that of the embedded model is, when it is needed for the first time. It hears
in a process of its own that ends with each part, one part at a time. The library faster-whisper,
which comes with the extra `local-speech`, is used in this package only.
"""

import asyncio
from contextlib import aclosing
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bot.children import ChildDied, answers
from bot.config import ModelCard
from bot.config.schema import Hears, Prices, SpeechModel
from bot.config.schema import Speech as Settings
from bot.errors import EmbeddedError, ModelBusy
from bot.messages import Usage
from bot.models.embedded.files import length
from bot.models.embedded.machine import threads
from bot.models.embedded.progress import Progress
from bot.models.embedded.sizes import in_bytes
from bot.models.hearing import Clip, Cue, Gives, Heard

NOT_INSTALLED = (
    "Making text of sound on this machine needs the extra causerie[local-speech], which is not "
    "installed. Install Causerie with it, or set OPENAI_API_KEY to use a model elsewhere."
)
_OTHERWISE = (
    "Without a connection, put a Whisper model for CTranslate2 on this machine and set "
    "models.speech.path to its folder, or set OPENAI_API_KEY to use a model elsewhere."
)
_LIBRARIES = ("faster_whisper", "pypi_simple")


class LocalEar:
    """Whisper on the processor; see `bot.models.hearing.Ear`. `folder` is where the files lie."""

    name = "local-speech"
    card = ModelCard(hears=Hears(gives=["times"]), prices=Prices(input=0, output=0, minute=0))

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = (settings.folder or folder).expanduser()
        self._fetching = asyncio.Lock()
        self._hearing = asyncio.Lock()
        self._waiting = 0

    @property
    def there(self) -> bool:
        """Whether the model is on the disk already."""
        entry = self._settings.catalogue.get(self._settings.model)
        file = self._folder / entry.file if entry else None
        return bool(self._settings.path or (file and entry and length(file) == entry.size))

    @property
    def installed(self) -> bool:
        """Whether what it needs is there."""
        needed = _LIBRARIES[:1] if self._settings.path else _LIBRARIES
        return all(find_spec(library) is not None for library in needed)

    async def hear(self, clip: Clip, gives: Gives) -> Heard:  # noqa: ARG002 - it gives times anyway
        """Make text of a clip; raises `EmbeddedError`, or `ModelBusy` where too many wait."""
        if not self.installed:
            raise EmbeddedError(NOT_INSTALLED)
        if self._waiting > self._settings.waiting:
            raise ModelBusy(f"{self._waiting} parts wait", model="Speech on this machine")
        self._waiting += 1
        try:
            model, holds = await self._model()
            async with self._hearing:
                return await self._heard(clip, model, holds)
        finally:
            self._waiting -= 1

    async def _model(self) -> tuple[Path, dict[str, int]]:
        """Have the model's file on the disk; it is fetched where it is not there yet."""
        if self._settings.path is not None:
            return self._settings.path, {}
        entry = self._entry()
        file = self._folder / entry.file
        async with self._fetching:
            if length(file) != entry.size:
                # Half a second of imports that are needed only where there is something to fetch.
                module = await asyncio.to_thread(import_module, "bot.models.embedded.fetch")
                fetcher = module.Fetcher(
                    entry,
                    self._folder,
                    report=_unseen,
                    section="models.speech",
                    otherwise=_OTHERWISE,
                )
                await fetcher.run()
        return file, entry.holds

    def _entry(self) -> SpeechModel:
        entry = self._settings.catalogue.get(self._settings.model)
        if entry is None:
            known = ", ".join(sorted(self._settings.catalogue)) or "none"
            raise EmbeddedError(
                f"There is no speech model {self._settings.model}. The catalogue in models.speech "
                f"has: {known}."
            )
        return entry

    async def _heard(self, clip: Clip, model: Path, holds: dict[str, int]) -> Heard:
        order = {
            "model": str(model),
            "holds": holds,
            "sound": str(clip.file),
            "language": clip.language,
            "before": clip.before[-200:],
            "threads": self._settings.threads or threads(),
        }
        cues: list[Cue] = []
        language = ""
        lines = answers("bot.models.speech.child", order, seconds=self._settings.seconds)
        try:
            async with aclosing(lines):
                async for line in lines:
                    if "text" in line:
                        cues.append(Cue(line["start"], line["end"], line["text"]))
                    language = line.get("language", language)
        except ChildDied as error:
            raise EmbeddedError(self._died()) from error
        text = " ".join(cue.text for cue in cues)
        return Heard(text, tuple(cues), language, Usage(seconds=clip.seconds))

    def _died(self) -> str:
        entry = self._settings.catalogue.get(self._settings.model)
        need = f" It needs {in_bytes(entry.memory)} of memory." if entry else ""
        return (
            "The speech model of this machine ended before it was done, or took too long."
            f"{need} Trying again may help; the log says more."
        )


def _unseen(_: Progress) -> None:
    """Who waits for the text sees how many parts are done; the fetch is in the log."""
