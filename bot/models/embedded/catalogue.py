"""Which of the embedded models serves on this machine, and why that one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.config.schema import Embedded, EmbeddedModel
from bot.errors import EmbeddedError
from bot.models.embedded.files import length
from bot.models.embedded.sizes import in_bytes

_MAGIC = b"GGUF"
_OWN_CONTEXT = 4_096
_OWN_WINDOW = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that is to serve. `context` and `window` are in tokens.

    `reason` is a sentence for the person where it is not the one that was wanted, else empty.
    `entry` is None for a file of the user's own, which is never fetched. `fallback` is what to
    take where this one cannot be fetched.
    """

    name: str
    title: str
    file: Path
    licence: str
    context: int
    window: int
    entry: EmbeddedModel | None = None
    reason: str = ""
    fallback: "Chosen | None" = None


class Catalogue:
    """Chooses among the models that config.yaml names, by what this machine has left."""

    def __init__(
        self,
        settings: Embedded,
        folder: Path,
        *,
        memory: Callable[[], int | None],
        disk: Callable[[Path], int],
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._memory = memory
        self._disk = disk

    def choose(self, wanted: str | None) -> Chosen:
        """The model of that name ("default" and "small" are names too), or the one that fits.

        A model asked for by its name is taken as asked. Raises `EmbeddedError`.
        """
        settings = self._settings
        if wanted in (None, "", "auto", "default"):
            if settings.path is not None:
                return _own(settings.path.expanduser())
            return self._fitting()
        name = settings.small if wanted == "small" else str(wanted)
        return self._named(name)

    def _named(self, name: str) -> Chosen:
        entry = self._settings.catalogue.get(name)
        if entry is None:
            known = ", ".join(sorted(self._settings.catalogue)) or "none"
            raise EmbeddedError(
                f"There is no embedded model {name}. The catalogue in models.embedded has: {known}."
                f" `small` stands for {self._settings.small}."
            )
        return Chosen(
            name=name,
            title=entry.title,
            file=self._folder / entry.file,
            licence=entry.licence,
            context=entry.context,
            window=entry.window,
            entry=entry,
        )

    def _fitting(self) -> Chosen:
        best = self._named(self._settings.model)
        if self._settings.small == best.name:
            return best
        small = self._named(self._settings.small)
        lack = self._lack(best, self._settings.catalogue[best.name])
        if not lack:
            return replace(best, fallback=small)
        return replace(small, reason=f"{lack} So {small.title} answers instead, which is smaller.")

    def _lack(self, chosen: Chosen, entry: EmbeddedModel) -> str:
        """What this machine has too little of for that model, as a sentence."""
        memory = self._memory()
        if memory is not None and memory < entry.memory:
            return (
                f"{chosen.title} needs {in_bytes(entry.memory)} of memory, "
                f"and {in_bytes(memory)} are free."
            )
        if length(chosen.file) == entry.size:
            return ""
        disk = self._disk(self._folder)
        if disk < entry.size:
            return (
                f"{chosen.title} needs {in_bytes(entry.size)} on the disk, "
                f"and {in_bytes(disk)} are free."
            )
        return ""


def _own(file: Path) -> Chosen:
    try:
        with file.open("rb") as handle:
            magic = handle.read(len(_MAGIC))
    except OSError as error:
        raise EmbeddedError(
            f"The model file {file} cannot be read: {error.strerror}. Correct models.embedded.path."
        ) from error
    if magic != _MAGIC:
        raise EmbeddedError(
            f"{file} is no GGUF file. Set models.embedded.path to one, or remove that line."
        )
    return Chosen(
        name=file.stem,
        title=file.stem,
        file=file,
        licence="",
        context=_OWN_CONTEXT,
        window=_OWN_WINDOW,
    )
