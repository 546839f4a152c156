"""What may stand for a letter of a forbidden word: digits, signs, letters that look like it."""

from bot.screening.lookalikes import AMBIGUOUS
from bot.screening.normalize import AT, BANG, BAR, DOLLAR, PLUS

SHORT = 3
"""The shortest word whose letters may stand apart, or be replaced by digits and signs."""

LONG = 4
"""The shortest word that signs may cut into pieces of several letters, and a digit may touch."""

_DIGITS = {"a": "4", "b": "68", "e": "3", "g": "69", "i": "1", "l": "1", "o": "0"}
_DIGITS |= {"s": "5", "t": "7", "z": "2"}
_SIGNS = {"a": AT, "i": BAR + BANG, "l": BAR, "s": DOLLAR, "t": PLUS}
_LETTERS = {
    letter: "".join(char for char, letters in AMBIGUOUS.items() if letter in letters)
    for letter in "".join(AMBIGUOUS.values())
}


def readings(word: str, place: int, *, spelled: bool = False) -> str:
    """Give a class of all that may stand for the letter at a place of a word.

    At either end of a word a bar is more likely a line of a table, a "+" a sum and a "!"
    punctuation. What is spelled letter by letter begins and ends with real letters, since "4 5 5"
    is no word, and only a long word may have others in it, since "a + e" is none.
    """
    letter = word[place]
    edge = place in {0, len(word) - 1}
    chars = letter + _LETTERS.get(letter, "")
    disguises = _SIGNS.get(letter, "") + _DIGITS.get(letter, "")
    if len(word) < SHORT or (spelled and (edge or len(word) < LONG)):
        disguises = ""
    unlikely = BAR + PLUS + BANG if edge else BAR + PLUS if spelled else ""
    chars += "".join(char for char in disguises if char not in unlikely)
    return f"[{chars}]" if len(chars) > 1 else chars
