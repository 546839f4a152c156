"""What commands are called in the languages of people, as discord.py asks for it."""

from collections.abc import Callable, Mapping

from discord import Locale, app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.languages import Language

Look = Callable[[Language], str | None]
"""Looks words up in a language; None where it has none."""

LONGEST = 100
"""Characters of a description and of the name of a choice."""


def words(english: str, look: Look) -> locale_str:
    """Words that are shown in the person's language, and in English where it lacks them."""
    return locale_str(english, look=look)


def description(english: str, look: Look) -> locale_str:
    """A description within Discord's limit, which is a rest for those that are too long."""
    return words(
        shortened(english) or "…", lambda language: shortened(look(language) or "") or None
    )


def shortened(text: str) -> str:
    """The text within the limit of a description."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


class Wording(app_commands.Translator):
    """Tells discord.py the words of every language there is a file of."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._languages = languages

    async def translate(
        self,
        string: locale_str,
        locale: Locale,
        context: TranslationContextTypes,  # noqa: ARG002  # the words know themselves where they are
    ) -> str | None:
        """Give the words in that language."""
        language = self._languages.get(locale.value)
        look: Look | None = string.extras.get("look")
        return look(language) if language is not None and look is not None else None
