"""What a translation must leave as it is: code, links, mentions, emoji, placeholders, Markdown.

Long pieces are taken out before, with a mark in their place; short ones stay where they are, since
they help to understand the sentence. Whether all came through is looked at afterwards.
"""

import re
from collections import Counter
from dataclasses import dataclass

_PIECE = re.compile(
    r"""
      (?P<fence>^[ >]*(?P<ticks>`{3,16}|~{3,16})[^\n`]*\n(?:.*?\n)?[ >]*(?P=ticks)[`~]*[ ]*$)
    | (?P<open>^[ >]*(?:`{3,16}|~{3,16})[^\n`]*\n.*\Z)
    | (?P<block>```.+?```)
    | (?P<code>(?<!`)(?P<tick>`{1,2})(?!`)[^\n]+?(?<!`)(?P=tick)(?!`))
    | (?P<mark>⟦\#?\d+⟧)
    | (?P<mention><(?:@[!&]?\w+|\#\w+|!\w+(?:\^[^<>|\s^]+)*|a?:\w+:\d+|t:-?\d+(?::\w)?|/[\w -]+:\d+
        |id:\w+)(?:\|[^<>\n]*)?>)
    | (?P<link><(?:https?|ftp)://[^\s<>]+>|\bmailto:[^\s<>()]+
        |\b(?:https?|ftp)://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)
    | (?P<address>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b)
    | (?P<call>(?<![\w@])@(?:everyone|here|channel)\b)
    | (?P<tag></?(?:\d+|[A-Za-z][\w-]*)
        (?:\s+[\w:-]{1,40}=(?:"[^"<>\n]*"|'[^'<>\n]*'|[^\s"'<>]+)){0,9}\s?/?>)
    | (?P<placeholder>\{\{[^{}\n]{1,80}\}\}|\$\{[^{}\n]{1,80}\}|\{[\w.:!\[\]-]{0,60}\}
        |%\(\w+\)[-+0\#]*\d*(?:\.\d+)?[a-zA-Z]|%(?:\d+\$)?[-+0\#]*\d*(?:\.\d+)?[sdifuxXcgGeEr@](?!\w))
    | (?P<name>(?<![\w:]):(?:[a-z0-9_+'-]{0,40}[a-z][a-z0-9_+'-]{0,40}|[+-]1|100|1234):(?![\w:]))
    | (?P<emoji>[\U0001f1e6-\U0001f1ff]{2}
        |[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*
         (?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
# Punctuation behind an address belongs to the sentence.
_TRAILING = ".,;:!?'\"*_~|»”’)]"
_LONG = 80
_MARK = re.compile(r"⟦\s*(\d+)\s*⟧")

_LINE = re.compile(
    r"^[ \t]*(?:(?P<quote>>+)[ ]?)?(?P<start>\#{1,6}[ ]|-\#[ ]|[-*+•][ ]|\d{1,3}[.)][ ])?",
    re.MULTILINE,
)
_EMPHASIS = re.compile(r"\*\*|__|~~|\|\|")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text without its long pieces: `text` has marks where `hidden` goes, in order from 1."""

    text: str
    hidden: tuple[str, ...]

    def restored(self, text: str) -> str:
        """Put the long pieces back where their marks are."""

        def piece(found: re.Match[str]) -> str:
            number = int(found[1])
            return self.hidden[number - 1] if 0 < number <= len(self.hidden) else found[0]

        return _MARK.sub(piece, text)


def guarded(text: str) -> Guarded:
    """Take the long pieces out of a text."""
    hidden: list[str] = []
    parts: list[str] = []
    at = 0
    # A text that has such marks already keeps its pieces, or they could not be told apart.
    for start, end in _spans(text) if not _MARK.search(text) else ():
        if end - start > _LONG or "\n" in text[start:end]:
            hidden.append(text[start:end])
            parts += [text[at:start], f"⟦{len(hidden)}⟧"]
            at = end
    return Guarded("".join([*parts, text[at:]]), tuple(hidden))


def pieces(text: str) -> list[str]:
    """All that must come through unchanged, in order."""
    return [text[start:end] for start, end in _spans(text)]


@dataclass(frozen=True, slots=True)
class Damage:
    """What a translation did to a text: pieces that it lost and made up, and Markdown changed."""

    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    markdown: bool = False

    def __bool__(self) -> bool:
        return bool(self.lost or self.added or self.markdown)


def damage(text: str, translation: str) -> Damage:
    """Look whether everything that must stay has stayed, as often as it was there."""
    had, has = Counter(pieces(text)), Counter(pieces(translation))
    return Damage(
        lost=tuple((had - has).elements()),
        added=tuple((has - had).elements()),
        markdown=_markdown(text) != _markdown(translation),
    )


def is_words(text: str) -> bool:
    """Whether anything is left to translate when all that must stay is taken away."""
    return any(letter.isalpha() for letter in _PIECE.sub(" ", text))


def _spans(text: str) -> list[tuple[int, int]]:
    spans = []
    for found in _PIECE.finditer(text):
        start, end = found.span()
        if found["link"]:
            end = start + len(found[0].rstrip(_TRAILING)) if not found[0].startswith("<") else end
        spans.append((start, end))
    return spans


def _markdown(text: str) -> Counter[str]:
    """How often each mark of Markdown stands in a text, beside what is code."""
    plain = _PIECE.sub("x", text)
    marks: Counter[str] = Counter(_EMPHASIS.findall(plain))
    for found in _LINE.finditer(plain):
        for mark in (found["quote"], found["start"]):
            if mark:
                marks["1." if mark[0].isdigit() else mark] += 1
    rows = [line for line in plain.split("\n") if line.lstrip().startswith("|")]
    marks["row"] = len(rows)
    marks["cell"] = sum(line.count("|") for line in rows)
    return +marks
