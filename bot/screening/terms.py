"""Words and phrases, compiled: where they stand in a text, and whether one may be about to."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.errors import InputError
from bot.screening.engine import Expression
from bot.screening.normalize import Skeleton
from bot.screening.spelling import Form, Slot, forms, letters, phrase

MOST_TERMS = 2_000
LONGEST_TERM = 200
"""In characters."""

LONGEST_MATCH = 1_000
"""In characters that can be seen; letters further apart than this make no word."""

# One expression for all rules would need ever more memory; several of this many letters do not.
_LETTERS_TOGETHER = 400
_MEGABYTES = 8

_CUT = re.compile("[\x04-\x07]")
_TWO_TOGETHER = re.compile("[^\x01-\x07]{2}")
_DIGIT = re.compile("[0-9]")
_LETTER = re.compile("[^\x01-\x0a0-9]")
_INVISIBLE = str.maketrans("", "", "\ufe0e\ufe0f")

Read = Callable[[str], Sequence[Slot]]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule matches: between two positions in the text."""

    rule: str
    begin: int
    end: int


class Terms:
    """A list of words and phrases. What has neither letters nor digits is looked for as it is."""

    def __init__(self, rules: Sequence[str], *, read: Read = phrase) -> None:
        """Take the rules, and what reads the words out of one."""
        split = {rule: read(rule) for rule in rules}
        self._groups = [
            _Group(group)
            for group in _grouped(_Rule(rule, slots) for rule, slots in split.items() if slots)
        ]
        signs = [(rule, _sign(rule)) for rule, slots in split.items() if not slots]
        self._signs = [(rule, sign) for rule, sign in signs if sign]

    def __bool__(self) -> bool:
        return bool(self._groups or self._signs)

    def prepare(self) -> None:
        """Compile now what would be compiled at the first use; about 0.3 ms for a rule."""
        for group in self._groups:
            group.prepare()

    def hits(self, skeleton: Skeleton) -> Iterator[Hit]:
        """Give every place where a rule matches, rule by rule."""
        for group in self._groups:
            for rule, begin, end in group.matches(skeleton.shape):
                yield Hit(rule, *skeleton.span(begin, end))
        for rule, sign in self._signs:
            begin = skeleton.text.find(sign)
            while begin >= 0:
                yield Hit(rule, begin, begin + len(sign))
                begin = skeleton.text.find(sign, begin + 1)

    def begun(self, skeleton: Skeleton) -> int:
        """Give the first position where a match may begin that ends behind the text, or its end."""
        text, shape = skeleton.text, skeleton.shape
        begin = min((group.begun(shape) for group in self._groups), default=len(shape))
        whole = begin == len(shape)
        begins = [len(text) if whole else skeleton.span(begin, len(shape))[0]]
        return min(begins + [len(text) - _begun(text, sign) for _, sign in self._signs])


def check_terms(rules: Sequence[str]) -> None:
    """Raise `InputError` when these cannot be words and phrases of a list."""
    if len(rules) > MOST_TERMS:
        raise InputError(
            f"At most {MOST_TERMS:,} words and phrases fit in; these are {len(rules):,}."
        )
    for rule in rules:
        if len(rule) > LONGEST_TERM or letters(phrase(rule)) > 3 * LONGEST_TERM:
            raise InputError(
                f"A word or phrase has at most {LONGEST_TERM} characters: {rule[:40]}…"
            )


def _sign(rule: str) -> str:
    """Give what to look for where a rule has no letters; nothing where it cannot be seen."""
    return rule.strip().translate(_INVISIBLE) if Skeleton(rule).plain.strip() else ""


def _begun(text: str, sign: str) -> int:
    return next((size for size in range(len(sign) - 1, 0, -1) if text.endswith(sign[:size])), 0)


class _Rule:
    """One rule with all its forms; compiled only when its group has found something."""

    def __init__(self, rule: str, slots: Sequence[Slot]) -> None:
        self.rule = rule
        self.letters = letters(slots)
        self._slots = slots

    @cached_property
    def forms(self) -> list[Form]:
        return forms(self._slots)

    @cached_property
    def _exact(self) -> list[tuple[Form, Expression]]:
        return [
            (form, Expression(f"{form.left}({form.whole}){form.right}", megabytes=_MEGABYTES))
            for form in self.forms
        ]

    def matches(self, shape: bytes) -> Iterator[tuple[int, int]]:
        for form, expression in self._exact:
            for begin, end in expression.spans(shape, 1):
                if self._counts(shape[begin:end].decode(), form):
                    yield begin, end

    def _counts(self, found: str, form: Form) -> bool:
        if len(found) > LONGEST_MATCH:
            return False
        if form.cut and _CUT.search(found) and not _TWO_TOGETHER.search(found):
            # Letters one by one are another form, with borders of its own.
            return False
        # A number is no word in disguise: digits stand for letters beside two real ones at least.
        return (
            not _DIGIT.search(found)
            or len(_LETTER.findall(found)) > 1
            or bool(_DIGIT.search(self.rule))
        )


def _grouped(rules: Iterable[_Rule]) -> Iterator[list[_Rule]]:
    group: list[_Rule] = []
    letters = 0
    for rule in rules:
        if group and letters + rule.letters > _LETTERS_TOGETHER:
            yield group
            group, letters = [], 0
        group.append(rule)
        letters += rule.letters
    if group:
        yield group


class _Group:
    """Some rules in one expression, so that a text without any of them is read only once."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self._rules = rules

    def prepare(self) -> None:
        _ = self._any, self._begun

    def matches(self, shape: bytes) -> Iterator[tuple[str, int, int]]:
        if self._any.found(shape):
            for rule in self._rules:
                for begin, end in rule.matches(shape):
                    yield rule.rule, begin, end

    def begun(self, shape: bytes) -> int:
        """Where at the end of a shape a match may have begun; its size if nowhere."""
        # A separator before the text makes every border one character.
        begin = self._begun.start(b"\x01" + shape)
        return len(shape) if begin is None else begin - 1

    @cached_property
    def _any(self) -> Expression:
        return _either((form.left, form.right, form.whole) for form in self._forms())

    @cached_property
    def _begun(self) -> Expression:
        return _either((form.opening, r"\z", form.beginning) for form in self._forms())

    def _forms(self) -> Iterator[Form]:
        for rule in self._rules:
            yield from rule.forms


def _either(parts: Iterable[tuple[str, str, str]]) -> Expression:
    """Compile alternatives, given with what stands left and right of each."""
    together: dict[tuple[str, str], list[str]] = {}
    for left, right, middle in parts:
        together.setdefault((left, right), []).append(middle)
    # Of two that match from the same place, one with a border begins later.
    source = "|".join(
        f"{left}({'|'.join(together[left, right])}){right}" for left, right in sorted(together)
    )
    return Expression(source, megabytes=_MEGABYTES)
