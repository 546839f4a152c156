"""What a message of Slack's says, as text: names for ids, and plain letters for escaped ones."""

import re
from collections.abc import Iterable, Mapping

from adapters.slack.wire import Json
from bot.commands import Command, Options
from bot.messages import OptionValue

# No label has a bracket in it: Slack escapes those that people write.
_MARKUP = re.compile(
    r"<(?:"
    r"@(?P<user>[UW][A-Z0-9]+)(?:\|(?P<user_label>[^<>]*))?"
    r"|\#(?P<channel>[CG][A-Z0-9]+)(?:\|(?P<channel_label>[^<>]*))?"
    r"|!subteam\^(?P<group>[A-Z0-9]+)(?:\|@?(?P<group_label>[^<>]*))?"
    r"|!date\^[^<|>]*(?:\|(?P<date>[^<>]*))?"
    r"|!(?P<everybody>channel|here|everyone)(?:\|[^<>]*)?"
    r"|(?P<link>(?:https?|mailto|tel):[^<|>]*)(?:\|(?P<link_label>[^<>]*))?"
    r")>"
)
_NAMED = re.compile(
    r"<(?:[@#]([A-Z0-9]+)|(https?://[^<|>]+)|mailto:([^<|>]+)|tel:([^<|>]+)|!subteam\^([A-Z0-9]+))"
    r"(?:\|[^<>]*)?>"
)
_USER = re.compile(r"<@([UW][A-Z0-9]+)")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)\|?>")
_MARK = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>")
_MOST_CHANNELS = 10
_MOST_ATTACHED = 5
_LONGEST_ATTACHED = 4_000


def contents(event: Json, *, me: str, names: Mapping[str, str]) -> str:
    """All that a message says but for its files; `me`, the bot, is not named where it is called."""
    said = str(event.get("text") or "")
    call = re.escape(f"<@{me}") + r"(?:\|[^<>]*)?>"
    said = re.sub(rf"^\s*(?:{call}[\s,:]*)+", "", said)
    said = re.sub(rf"(?<=\s){call}\s*$", "", said)
    parts = [named(said, names), *_attached(event, names)]
    return "\n\n".join(part for part in parts if part)


def named(text: str, names: Mapping[str, str]) -> str:
    """The text with names where Slack has ids, and without its escapes."""

    def name(found: re.Match[str]) -> str:
        said = found.groupdict()
        if said["user"]:
            return f"@{names.get(said['user']) or said['user_label'] or 'somebody'}"
        if said["channel"]:
            return f"#{said['channel_label'] or names.get(said['channel']) or 'a channel'}"
        if said["group"]:
            return f"@{said['group_label'] or 'a group'}"
        if said["everybody"]:
            return f"@{said['everybody']}"
        if said["link"]:
            return _linked(said["link"], said["link_label"])
        return said["date"] or ""

    return unescaped(_MARKUP.sub(name, text)).strip()


def without_marks(text: str, me: str) -> str:
    """The text with bare addresses and ids, but for mentions of the bot."""

    def bare(found: re.Match[str]) -> str:
        return found[0] if found[1] == me else next(each for each in found.groups() if each)

    return _NAMED.sub(bare, text)


def spelled(
    command: Command, options: Options, text: str, names: Mapping[str, str]
) -> dict[str, OptionValue]:
    """The options with names for the ids that a text brought into what is only to be read.

    What an id alone says is taken by it: a channel, a person.
    """
    marks = {mark.group(1) or mark.group(2): mark[0] for mark in _MARK.finditer(text)}
    given = dict(options)
    for option in command.options:
        value = given.get(option.name)
        if option.rest and option.screened is True and isinstance(value, str) and " " in value:
            for id_, mark in marks.items():
                name = named(mark, names).replace("\\", r"\\")
                value = re.sub(rf"\b{id_}\b", name, value)
            given[option.name] = value
    return given


def mentioned(event: Json) -> Iterable[str]:
    """The ids of the people whom a message names."""
    return _USER.findall(str(event.get("text") or ""))


def channels_in(event: Json) -> list[str]:
    """The ids of the channels that a message names without saying what they are called."""
    return _CHANNEL.findall(str(event.get("text") or ""))[:_MOST_CHANNELS]


def calls(event: Json, me: str) -> bool:
    """Whether a message mentions the bot."""
    return me in mentioned(event)


def unescaped(text: str) -> str:
    """The letters that a text shows for the three that are escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _linked(link: str, label: str | None) -> str:
    address = link.removeprefix("mailto:").removeprefix("tel:")
    bare = re.sub(r"^https?://", "", address).rstrip("/")
    if not label or label.rstrip("/") in (address, bare):
        return address
    return f"{label} ({address})"


def _attached(event: Json, names: Mapping[str, str]) -> Iterable[str]:
    """What is quoted or forwarded with the words."""
    for attachment in (event.get("attachments") or ())[:_MOST_ATTACHED]:
        shared = attachment.get("is_share") or attachment.get("is_msg_unfurl")
        text = attachment.get("text") or attachment.get("fallback") or ""
        if text and (shared or not event.get("text")):
            author = attachment.get("author_name") or attachment.get("author_subname") or ""
            head = f"[forwarded message{f' of {author}' if author else ''}]"
            yield f"{head}\n{named(str(text), names)[:_LONGEST_ATTACHED]}"
