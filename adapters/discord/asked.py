"""Interactions as messages of the core."""

from dataclasses import replace

import discord

from adapters.discord.commands import Values
from adapters.discord.convert import Reader, attachment_of, person_of, place_of, quote_of
from bot.messages import Message, OptionValue, Place, Quote


def to_message(
    interaction: discord.Interaction,
    command: str,
    given: Values,
    *,
    reader: Reader,
    about: discord.Message | None = None,
) -> Message:
    """Make a message of the core; files that were given, and those of `about`, come along."""
    files = [
        replace(attachment_of(value, reader), option=name)
        for name, value in given.items()
        if isinstance(value, discord.Attachment)
    ]
    files += [attachment_of(file, reader) for file in (about.attachments if about else ())]
    held = interaction.permissions
    return Message(
        id=str(interaction.id),
        place=_place(interaction),
        person=person_of(
            interaction.user,
            # What Discord says of them for this place at this moment; in private it says nothing.
            admin=held.manage_guild or held.administrator,
            locale=str(interaction.locale),
        ),
        text="",
        sent_at=interaction.created_at,
        attachments=tuple(files),
        quotes=_quotes(interaction, about),
        command=command,
        options=_options(given),
        direct=interaction.context.dm_channel,
    )


def _place(interaction: discord.Interaction) -> Place:
    if interaction.channel is not None:
        return place_of(interaction.channel)
    # A kind of channel that the library does not know: at least the server is right.
    return place_of(
        interaction.client.get_partial_messageable(
            interaction.guild_id or interaction.user.id, guild_id=interaction.guild_id
        )
    )


def _quotes(interaction: discord.Interaction, about: discord.Message | None) -> tuple[Quote, ...]:
    return () if about is None else (quote_of(about, me=interaction.application_id),)


def _options(given: Values) -> dict[str, OptionValue]:
    return {
        name: value for name, value in given.items() if not isinstance(value, discord.Attachment)
    }
