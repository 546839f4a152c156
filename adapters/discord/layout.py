"""How an answer is laid out in messages, while it grows and when it has ended; nothing is sent."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.discord import words
from adapters.discord.buttons import Button, when_failed, when_written, while_writing
from adapters.discord.surface import LONGEST, Page
from adapters.splitting import Pages
from bot.messages import Choices, Ended, File, Outcome, Status
from bot.moderation.desk import is_appeal

MOST_PAGES = 5
"""How many messages an answer may fill before the rest of it comes as a file."""

_MOST_FILES = 10
# https://docs.discord.com/developers/reference#uploading-files: what every server takes.
_LARGEST_FILE = 10 * 1024 * 1024
_LARGEST_REQUEST = 24 * 1024 * 1024


def growing(pages: Pages, status: Status | None, *, asked: str, attaches: bool) -> list[Page]:
    """The answer while it is written; its last message has the button that stops it.

    Where files can be sent (`attaches`), it also shows the sketch of a picture that is being made.
    """
    texts = pages.texts[:MOST_PAGES]
    if status is not None:
        line = words.note(words.waiting(status))
        texts = [*texts[:-1], _with(texts[-1], line)] if texts else [line]
    laid = _buttoned(texts, while_writing(asked))
    sketch = status.sketch if status is not None and attaches else None
    if sketch is not None and not is_too_large(sketch):
        laid[-1] = replace(laid[-1], files=(sketch,))
    return laid


def final(
    pages: Pages,
    ended: Ended,
    *,
    notes: Sequence[str],
    files: Sequence[File],
    choices: Sequence[Choices],
    attaches: bool,
    question: str = "",
) -> list[Page]:
    """The answer that has ended, with notes and questions below it.

    `attaches` says whether files can be sent; `question` is the id of the message that can be
    handled again if it came to nothing.
    """
    has_words = bool(pages.texts)
    buttons = _buttons(ended, has_words=has_words, question=question)
    if ended.withdraw:
        # What else was asked belongs to the answer, and goes with it.
        kept = tuple(one for one in choices if is_appeal(one))
        return [Page(ended.text or words.WITHDRAWN, buttons=buttons, choices=kept)]
    told = list(notes)
    rest = pages.since(MOST_PAGES).strip() if len(pages.texts) > MOST_PAGES else ""
    if rest:
        told.insert(0, words.IN_FILE if attaches else words.NO_FILE)
        files = [File("answer.md", "text/markdown", rest.encode()), *files]
    elif files and not attaches:
        told.append(words.NO_FILE)
    told += [words.too_large(file) for file in files if is_too_large(file)]
    groups = grouped(files) if attaches else []
    below = [*map(words.note, told), *(one.question for one in choices)]
    texts = _texts(pages, "\n".join(line for line in below if line))
    something = bool(groups or choices)
    laid = _buttoned(texts or [words.CHOOSE if choices else ""] * something, buttons)
    if something:
        files_here = groups[0] if groups else ()
        laid[-1] = Page(laid[-1].text, files_here, laid[-1].buttons, tuple(choices))
    return [*laid, *(Page("", group) for group in groups[1:])]


def _texts(pages: Pages, notes: str) -> list[str]:
    """The texts of the messages; what is too long stops where the file goes on."""
    if len(pages.texts) > MOST_PAGES:
        return [*pages.texts[:MOST_PAGES], notes]
    if notes:
        pages.end()
        pages.add(f"\n{notes}")
    return pages.texts


def _buttons(ended: Ended, *, has_words: bool, question: str) -> tuple[Button, ...]:
    if ended.outcome is Outcome.FAILED:
        return when_failed(question)
    stopped = ended.outcome is Outcome.CANCELLED and has_words
    if not stopped and ended.answer_id is None:
        return ()
    cut = ended.outcome in {Outcome.CUT, Outcome.CANCELLED}
    return when_written(ended.answer_id, cut=cut)


def is_too_large(file: File) -> bool:
    """Whether Discord takes no file of that size."""
    return len(file.data) > _LARGEST_FILE


def grouped(files: Sequence[File]) -> list[tuple[File, ...]]:
    """The files in groups that fit into a message each, without those that fit into none."""
    groups: list[tuple[File, ...]] = []
    for file in files:
        if is_too_large(file):
            continue
        if groups and _fits(groups[-1], file):
            groups[-1] = (*groups[-1], file)
        else:
            groups.append((file,))
    return groups


def _fits(group: Sequence[File], file: File) -> bool:
    size = sum(len(each.data) for each in group) + len(file.data)
    return len(group) < _MOST_FILES and size <= _LARGEST_REQUEST


def _with(text: str, line: str) -> str:
    return f"{text}\n{line}" if len(text) + len(line) < LONGEST else text


def _buttoned(texts: Sequence[str], buttons: tuple[Button, ...]) -> list[Page]:
    return [*map(Page, texts[:-1]), *(Page(text, buttons=buttons) for text in texts[-1:])]
