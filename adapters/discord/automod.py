"""Discord's own AutoMod: its rules, and the one that holds the words that are shared with it."""

from collections.abc import Sequence

import discord
from discord import AutoModRule, AutoModRuleActionType, AutoModRuleTriggerType

from adapters.discord.convert import guild_id
from adapters.discord.invite import label
from adapters.discord.refusing import refusals
from adapters.discord.wire import Wire
from bot.errors import PlatformError, RightMissing
from bot.messages import Place
from bot.moderation.native import SHARED, NativeRule, Shared

# https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-trigger-metadata-field-limits
_MOST_WORDS, _MOST_ALLOWED, _LONGEST = 1_000, 100, 60
_READING, _SHARING = "read the rules of AutoMod", "share words with AutoMod"
_TOLD = "This server does not allow that."

_LOOKS_FOR = {
    AutoModRuleTriggerType.keyword: "words",
    AutoModRuleTriggerType.spam: "spam",
    AutoModRuleTriggerType.keyword_preset: "Discord's own word lists",
    AutoModRuleTriggerType.mention_spam: "many mentions",
    AutoModRuleTriggerType.member_profile: "words in profiles",
    AutoModRuleTriggerType.harmful_link: "harmful links",
}
_DOES = {
    AutoModRuleActionType.block_message: "the message is blocked",
    AutoModRuleActionType.send_alert_message: "moderators are alerted",
    AutoModRuleActionType.timeout: "the author is timed out",
    AutoModRuleActionType.block_member_interactions: "the member is kept out",
}


class AutoMod:
    """See `bot.moderation.native.NativeRules`."""

    def __init__(self, client: discord.Client, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    async def rules(self, place: Place) -> list[NativeRule]:
        """The rules of the server; raises `PlatformError`."""
        guild = self._guild(place, doing=_READING)
        return [_told(rule) for rule in await self._fetched(guild, doing=_READING)]

    async def share(
        self, place: Place, words: Sequence[str], *, allowed: Sequence[str], by: str
    ) -> Shared:
        """Make, change or take away the rule with the shared words; raises `PlatformError`."""
        guild = self._guild(place, doing=_SHARING)
        taken, left_out = fitting(words, most=_MOST_WORDS)
        spared, not_spared = fitting(allowed, most=_MOST_ALLOWED)
        own = [rule for rule in await self._fetched(guild, doing=_SHARING) if self._is_own(rule)]
        trigger = discord.AutoModTrigger(keyword_filter=taken, allow_list=spared)
        reason = f"Shared by {by}"[:512]
        with refusals(_SHARING, None, "manage_guild"):
            if not taken:
                for rule in own:
                    await self._wire.call(lambda rule=rule: rule.delete(reason=reason))  # type: ignore[misc]  # bound to this one
            elif own:
                await self._wire.call(lambda: own[0].edit(trigger=trigger, reason=reason))
            else:
                await self._wire.call(lambda: _made(guild, trigger, reason=reason))
        return Shared(len(taken), (*left_out, *not_spared))

    def _is_own(self, rule: AutoModRule) -> bool:
        me = self._client.user
        return rule.name == SHARED and me is not None and rule.creator_id == me.id

    async def _fetched(self, guild: discord.Guild, *, doing: str) -> list[AutoModRule]:
        with refusals(doing, None, "manage_guild"):
            return await self._wire.call(guild.fetch_automod_rules)

    def _guild(self, place: Place, *, doing: str) -> discord.Guild:
        number = guild_id(place)
        if number is None:
            raise PlatformError("AutoMod is there for servers only, not for direct messages.")
        guild = self._client.get_guild(number)
        if guild is None:
            raise PlatformError(f"I cannot {doing}: I do not see that server now.")
        if guild.me is not None and not guild.me.guild_permissions.manage_guild:
            raise RightMissing(
                f"I cannot {doing}: I lack the permission {label('manage_guild')}. Somebody who "
                "manages the server can give it to me."
            )
        return guild


def fitting(words: Sequence[str], *, most: int) -> tuple[list[str], list[str]]:
    """Part words into those that AutoMod takes as they are, and the rest.

    At their ends an asterisk would mean any letters.
    """
    taken: list[str] = []
    left_out: list[str] = []
    for word in words:
        clean = " ".join(word.split())
        fits = 0 < len(clean) <= _LONGEST and not (clean.startswith("*") or clean.endswith("*"))
        (taken if fits and len(taken) < most else left_out).append(clean if fits else word)
    return taken, left_out


async def _made(guild: discord.Guild, trigger: discord.AutoModTrigger, *, reason: str) -> object:
    return await guild.create_automod_rule(
        name=SHARED,
        event_type=discord.AutoModRuleEventType.message_send,
        trigger=trigger,
        actions=[discord.AutoModRuleAction(custom_message=_TOLD)],
        enabled=True,
        reason=reason,
    )


def _told(rule: AutoModRule) -> NativeRule:
    trigger = rule.trigger
    return NativeRule(
        id=str(rule.id),
        name=rule.name,
        looks_for=_LOOKS_FOR.get(trigger.type, "something that is new on Discord"),
        does=", ".join(_DOES.get(action.type, "something new") for action in rule.actions)
        or "nothing",
        enabled=rule.enabled,
        words=(*trigger.keyword_filter, *trigger.regex_patterns),
        allowed=tuple(trigger.allow_list),
    )
