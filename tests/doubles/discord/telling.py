"""Telling the bot of what happens in channels, if it can see them."""

from functools import partial

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.events import Event
from tests.doubles.discord.kinds import Intent
from tests.doubles.discord.messages import Json, Message
from tests.doubles.discord.world import World, sees


class Telling:
    """Turns what happens in channels into events."""

    def __init__(self, world: World) -> None:
        self._world = world

    def message(self, name: str, message: Message) -> None:
        """Tell of a message itself."""
        world = self._world
        if message.only_for is not None or not self._heard(message.channel):
            world.changes.changed()
            return
        guild = message.channel.guild
        event = Event(
            name,
            world.writer.in_event(message),
            guild.id if guild else None,
            Intent.MESSAGES if guild else Intent.DM_MESSAGES,
            blank=partial(world.writer.in_event, message, blank=True)
            if world.writer.blanked(message)
            else None,
        )
        world.emit(event)

    def about(
        self,
        channel: Channel,
        name: str,
        data: Json,
        intent: Intent = Intent.MESSAGES,
        in_dm: Intent = Intent.DM_MESSAGES,
    ) -> None:
        """Tell of something in a channel, to sessions with one of two intents."""
        if not self._heard(channel):
            self._world.changes.changed()
            return
        data["channel_id"] = str(channel.id)
        if channel.guild is None:
            self._world.emit(Event(name, data, None, in_dm))
        else:
            data["guild_id"] = str(channel.guild.id)
            self._world.emit(Event(name, data, channel.guild.id, intent))

    def _heard(self, channel: Channel) -> bool:
        bot = self._world.bot
        return bot in channel.recipients if channel.guild is None else sees(channel, bot)
