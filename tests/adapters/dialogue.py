"""A dialogue that every platform must be able to hold: what is said, and what people then see."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.openai.script import DEFAULT_TEXT

SECONDS = 60.0
"""How long anything may take that is waited for."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file given for an option; `pretended_size` is what the platform says of it, in bytes."""

    name: str
    data: bytes = field(repr=False)
    option: str = "file"
    pretended_size: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees of the bot: its words, the files by name, and what can be pressed."""

    text: str
    files: dict[str, bytes]
    buttons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.text}\nfiles: {sorted(self.files)}\nbuttons: {list(self.buttons)}"


@dataclass(frozen=True, slots=True)
class Case:
    """Something that Alice says, and what must come of it.

    `line` is a command as one types it, or plain words. `hears` is what is heard in recordings, and
    `says` are the answers of the model, in order; `asks` must stand in what it was asked, all
    requests together, and where nothing may be `asked`, no model is. `sees` must be seen by Alice
    (of words with a bar between them one) and `hides` by nobody, `files` (endings of names) are
    handed out, each with a text that it holds, and `buttons` can be pressed. With `alone` nobody
    else sees any of it. `before` is said first, and answered as usual; in the end `presses` is
    pressed, and `then` seen.
    """

    title: str
    line: str
    sees: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()
    hears: tuple[str, ...] = ()
    says: tuple[str | Reply, ...] = ()
    asks: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    buttons: tuple[str, ...] = ()
    alone: bool = False
    before: tuple[str, ...] = ()
    presses: str = ""
    then: tuple[str, ...] = ()
    asked: bool = True


class Door(ABC):
    """A platform with the bot in it, and Alice, Bob and an admin in front of it."""

    name: str
    api: OpenAIDouble

    @abstractmethod
    async def enter(self) -> None:
        """Go where nothing was said yet."""

    @abstractmethod
    async def say(self, line: str, uploads: Sequence[Upload] = (), *, admin: bool = False) -> None:
        """Say something to the bot, or use a command of it."""

    @abstractmethod
    async def press(self, label: str) -> None:
        """Press what Alice sees under that name."""

    @abstractmethod
    def seen(self) -> Seen:
        """What Alice sees of the bot since she entered."""

    @abstractmethod
    def seen_by_others(self) -> Seen:
        """What Bob sees of it."""

    @abstractmethod
    def seen_by_admin(self) -> Seen:
        """What the admin sees of it."""

    @abstractmethod
    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; raises `TimeoutError`."""

    async def shows(
        self, *words: str, files: Sequence[str] = (), buttons: Sequence[str] = ()
    ) -> None:
        """Wait until Alice sees all of it; of files their names end like that."""

        def all_seen() -> bool:
            seen = self.seen()
            return (
                all(_stands(word, seen.text) for word in words)
                and all(file_named(seen, name) is not None for name in files)
                and all(label in seen.buttons for label in buttons)
            )

        try:
            await self.until(all_seen)
        except (TimeoutError, AssertionError):
            seen = self.seen()
            missing = [word for word in words if not _stands(word, seen.text)]
            said = f"not all came of {missing}, files {files}, buttons {buttons}"
            raise AssertionError(f"{said}:\n{seen}") from None


async def held(door: Door, case: Case) -> None:
    """Hold a dialogue, and see that all of it is as it must be."""
    door.api.script.clear()
    await door.enter()
    for line in case.before:
        await door.say(line)
        await door.shows(DEFAULT_TEXT)
    others = door.seen_by_others()
    begin = len(door.api.record.exchanges)
    door.api.say(*case.says)
    door.api.stenographer.add(*case.hears)
    await door.say(case.line, case.uploads)
    await door.shows(*case.sees, files=[name for name, _ in case.files], buttons=case.buttons)
    if case.presses:
        await door.shows(buttons=[case.presses])
        await door.press(case.presses)
        await door.shows(*case.then)
    seen = door.seen()
    for name, text in case.files:
        assert text.encode() in (file_named(seen, name) or b"")
    asked = asked_since(door, begin)
    assert [text for text in case.asks if text not in asked] == [], asked
    assert case.asked or not asked
    for word in case.hides:
        assert word not in seen.text
        assert word not in door.seen_by_others().text
    if case.alone:
        # Something may stand there for a moment that only says so.
        await door.until(lambda: _same(door.seen_by_others(), others))
    assert door.api.script.waiting == 0, "the model was not asked as often as it should be"


def _same(seen: Seen, before: Seen) -> bool:
    """Whether nothing was said; buttons come later."""
    return (seen.text, seen.files) == (before.text, before.files)


def _stands(words: str, text: str) -> bool:
    """Whether one of the wordings stands there, which have a bar between them."""
    return any(wording in text for wording in words.split("|"))


def file_named(seen: Seen, ending: str) -> bytes | None:
    """The file whose name ends like that."""
    return next((data for name, data in seen.files.items() if name.endswith(ending)), None)


async def ordered(door: Door, line: str) -> None:
    """Let the admin say something, and wait until anything is said to it."""
    before = door.seen_by_admin().text
    await door.say(line, admin=True)
    await door.until(lambda: door.seen_by_admin().text != before)


def asked_since(door: Door, begin: int) -> str:
    """All that the model was given since that request."""
    exchanges = list(door.api.record.exchanges)[begin:]
    return "\n".join(each.question.text for each in exchanges if each.question is not None)
