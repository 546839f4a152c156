"""Reads what is to be said from a request, and refuses it where Discord does.

https://docs.discord.com/developers/resources/message#create-message
"""

from collections.abc import Sequence
from typing import Any

from tests.doubles.discord import components
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.embeds import problems_of_embeds
from tests.doubles.discord.errors import (
    Refused,
    bad_type,
    empty_message,
    invalid_form,
    too_large,
    too_long,
    wrong_length,
)
from tests.doubles.discord.files import File, attach
from tests.doubles.discord.kinds import MessageFlag
from tests.doubles.discord.mentions import read_allowed
from tests.doubles.discord.messages import Attachment, Message, Version
from tests.doubles.discord.polls import read_poll
from tests.doubles.discord.rest.call import Call, Json, Upload, snowflake

MOST_CONTENT, MOST_EMBEDS, MOST_FILES = 2000, 10, 10
_SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.VOICE
    | MessageFlag.COMPONENTS_V2
)
_LEGACY = ("content", "embeds", "poll", "sticker_ids")


def read_new(call: Call, raw: Json, channel: Channel, *, flags: MessageFlag = _SETTABLE) -> Draft:
    """Return the draft in a body; `flags` are those that may be set. Raises `Refused`."""
    chosen = MessageFlag(raw.get("flags") or 0) & flags
    _check(raw, chosen)
    files = _uploads(call, raw, ephemeral=MessageFlag.EPHEMERAL in chosen)
    draft = Draft(
        content=str(raw.get("content") or "").strip(),
        embeds=tuple(_rich(each) for each in raw.get("embeds") or ()),
        attachments=files,
        components=components.numbered(raw.get("components") or ()),
        flags=chosen,
        stickers=tuple(_sticker(channel, each) for each in raw.get("sticker_ids") or ()),
        poll=read_poll(raw["poll"]) if raw.get("poll") else None,
        tts=bool(raw.get("tts")),
        nonce=raw.get("nonce"),
        allowed=read_allowed(raw.get("allowed_mentions")),
    )
    if MessageFlag.VOICE in chosen:
        _check_voice(draft)
    return draft


def require_something(draft: Draft) -> None:
    """Raise `Refused` if there is nothing in a message."""
    shown = (draft.content, draft.embeds, draft.attachments, draft.stickers, draft.poll)
    if not any(shown) and not draft.snapshots and not draft.components:
        raise empty_message()


def read_edit(call: Call, raw: Json, message: Message, at: float) -> Version:
    """Return what a message is to show from `at` on; what the body does not name stays."""
    shown = message.shown
    if MessageFlag.VOICE in shown.flags:
        raise Refused(400, 50162, "Voice messages cannot be edited")
    flags = shown.flags & ~MessageFlag.LOADING
    if raw.get("flags") is not None:
        changeable = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2
        wanted = MessageFlag(raw["flags"]) & changeable
        # https://docs.discord.com/developers/components/using-message-components: never taken off.
        flags = (flags & ~changeable) | wanted | (flags & MessageFlag.COMPONENTS_V2)
    _check(raw, flags)
    content, embeds, parts = raw.get("content"), raw.get("embeds"), raw.get("components")
    version = Version(
        at=at,
        content=str(content or "").strip() if "content" in raw else shown.content,
        embeds=tuple(_rich(each) for each in embeds or ()) if "embeds" in raw else shown.embeds,
        attachments=_kept(call, raw, shown.attachments),
        components=components.numbered(parts or ()) if "components" in raw else shown.components,
        flags=flags,
    )
    something = (version.content, version.embeds, version.attachments, version.components)
    if not any(something) and not message.stickers and message.poll is None:
        raise empty_message()
    return version


def _check(raw: Json, flags: MessageFlag) -> None:
    problems: dict[str, tuple[str, str]] = {}
    content = raw.get("content")
    if content is not None and not isinstance(content, str):
        problems["content"] = bad_type("string")
    elif content and len(content) > MOST_CONTENT:
        problems["content"] = too_long(MOST_CONTENT)
    problems |= problems_of_embeds(raw.get("embeds") or [])
    v2 = MessageFlag.COMPONENTS_V2 in flags
    if v2:
        for field in _LEGACY:
            if raw.get(field):
                words = (
                    "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                )
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                problems[field] = (code, words.replace("content", field))
    problems |= components.problems(raw.get("components") or [], v2=v2)
    if len(raw.get("sticker_ids") or ()) > 3:
        problems["sticker_ids"] = too_long(3)
    if len(str(raw.get("nonce") or "")) > 25:
        problems["nonce"] = too_long(25)
    if problems:
        raise invalid_form(problems)


def _check_voice(draft: Draft) -> None:
    # https://docs.discord.com/developers/resources/message#voice-messages
    if draft.content or draft.embeds or draft.components or draft.poll:
        raise Refused(400, 50159, "Voice messages do not support additional content.")
    if len(draft.attachments) != 1:
        raise Refused(400, 50160, "Voice messages must have a single audio attachment.")
    if draft.attachments[0].duration is None or draft.attachments[0].waveform is None:
        raise Refused(400, 50161, "Voice messages must have supporting metadata.")


def _rich(embed: Json) -> Json:
    kept = {key: value for key, value in embed.items() if value is not None}
    return kept | {"type": "rich"}


def _sticker(channel: Channel, raw: Any) -> Any:
    guild = channel.guild
    found = guild.stickers.get(snowflake(raw, path="sticker_ids")) if guild else None
    if found is None:
        raise Refused(400, 50081, "Invalid sticker sent")
    return found


def _uploads(call: Call, raw: Json, *, ephemeral: bool = False) -> tuple[Attachment, ...]:
    described = {str(each.get("id")): each for each in raw.get("attachments") or ()}
    files = [
        _attach(call, upload, described.get(str(number), {}), ephemeral=ephemeral)
        for number, upload in sorted(call.uploads.items())
    ]
    _check_count(files)
    return tuple(files)


def _kept(call: Call, raw: Json, old: Sequence[Attachment]) -> tuple[Attachment, ...]:
    if raw.get("attachments") is None:
        kept = [] if "attachments" in raw else list(old)
    else:
        named = {str(each.get("id")) for each in raw["attachments"]}
        kept = [file for file in old if str(file.id) in named]
    files = [*kept, *_uploads(call, raw)]
    _check_count(files)
    return tuple(files)


def _check_count(files: Sequence[Attachment]) -> None:
    if len(files) > MOST_FILES:
        raise invalid_form({"attachments": wrong_length(0, MOST_FILES)})


def _attach(call: Call, upload: Upload, said: Json, *, ephemeral: bool) -> Attachment:
    if len(upload.data) > call.parts.rules.file_size:
        raise too_large()
    kind = upload.type if upload.type != "application/octet-stream" else None
    file = File(said.get("filename") or upload.name, upload.data, kind, said.get("description"))
    attached = attach(file, call.parts.world.ids.new(), ephemeral=ephemeral)
    if said.get("duration_secs") is None:
        return attached
    return attached.voiced(said["duration_secs"], said.get("waveform"))
