"""What the core posts, laid out in messages; nothing is sent."""

from collections.abc import Sequence

from adapters.discord import words
from adapters.discord.layout import grouped, is_too_large
from adapters.discord.surface import LONGEST, Page
from adapters.tabling import split_tabled
from bot.channels import Post
from bot.messages import Choices

# Room for the name of who says it, and for the link to what is answered.
_ROOM = 300


def pages_of(post: Post, *, opening: str = "", attaches: bool = True) -> list[Page]:
    """The messages that show a post; `opening` stands above its text.

    Files and buttons are under the last one. `attaches` says whether files can be sent.
    """
    files = [file for file in post.files if not is_too_large(file)] if attaches else []
    told = [words.too_large(file) for file in post.files if is_too_large(file)]
    if post.files and not attaches:
        told = [words.NO_FILE]
    parts = [f"{opening}{_said(post)}", *map(words.note, told)]
    texts = split_tabled("\n".join(part for part in parts if part), LONGEST)
    groups = grouped(files)
    choices = (post.choices,) if post.choices is not None else ()
    laid = [Page(text) for text in texts] or [Page("")]
    last = laid[-1]
    laid[-1] = Page(last.text, groups[0] if groups else (), choices=choices)
    return [*laid, *(Page("", group) for group in groups[1:])]


def within(pages: Sequence[Page], most: int) -> list[Page]:
    """The pages in at most so many messages: what is too much is left out, and says so."""
    if len(pages) <= most:
        return list(pages)
    last = pages[most - 1]
    kept = f"{last.text[: LONGEST - _ROOM]}\n{words.note(words.LEFT_OUT)}"
    return [*pages[: most - 1], Page(kept, pages[-1].files, choices=pages[-1].choices)]


def _said(post: Post) -> str:
    return "\n".join(part for part in (post.text, _asked(post.choices)) if part)


def _asked(choices: Choices | None) -> str:
    return choices.question if choices is not None else ""
