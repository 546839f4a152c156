"""The numbers of the API that the double knows by name.

https://docs.discord.com/developers/resources/channel, .../resources/message, .../events/gateway
"""

from enum import IntEnum, IntFlag


class ChannelKind(IntEnum):
    """What a channel is."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = (ChannelKind.NEWS_THREAD, ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD)


class MessageKind(IntEnum):
    """Why a message is there."""

    DEFAULT = 0
    PINNED = 6
    JOINED = 7
    THREAD_CREATED = 18
    REPLY = 19
    SLASH = 20
    THREAD_STARTER = 21
    CONTEXT_MENU = 23


# What nobody wrote: https://docs.discord.com/developers/resources/message#message-object-message-types
SYSTEM = (MessageKind.PINNED, MessageKind.JOINED, MessageKind.THREAD_CREATED)


class MessageFlag(IntFlag):
    """What is special about a message."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    SNAPSHOT = 1 << 14
    COMPONENTS_V2 = 1 << 15


NO_FLAGS = MessageFlag(0)


class Intent(IntFlag):
    """What a bot wants to hear of."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    MODERATION = 1 << 2
    EXPRESSIONS = 1 << 3
    PRESENCES = 1 << 8
    MESSAGES = 1 << 9
    REACTIONS = 1 << 10
    TYPING = 1 << 11
    DM_MESSAGES = 1 << 12
    DM_REACTIONS = 1 << 13
    DM_TYPING = 1 << 14
    CONTENT = 1 << 15
    POLLS = 1 << 24
    DM_POLLS = 1 << 25


ALWAYS = Intent(0)

# To be switched on in the developer portal; asked for without, the gateway closes with 4014.
PRIVILEGED = Intent.MEMBERS | Intent.PRESENCES | Intent.CONTENT


class InteractionKind(IntEnum):
    """What a person did to the application."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class CallbackKind(IntEnum):
    """What the application answers to an interaction."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Context(IntEnum):
    """Where a command is used."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE = 2


class CommandKind(IntEnum):
    """Where a command is found."""

    SLASH = 1
    USER = 2
    MESSAGE = 3
