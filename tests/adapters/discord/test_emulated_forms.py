"""Forms of settings on an emulator of Discord that others wrote, which has rules of its own."""

from pathlib import Path
from typing import Any

import discord

from tests.adapters.discord.test_emulated import Room, _opened
from tests.doubles.openai import OpenAIDouble


async def test_an_admin_picks_channels_and_categories(tmp_path: Path):
    async with OpenAIDouble(lenient=True) as api, _opened(tmp_path, api) as room:
        guild = room.channel.guild
        staff = guild.create_role("Staff", permissions=discord.Permissions(manage_guild=True))
        boss = guild.add_member(room.channel._env.create_user("boss"), roles=[staff])
        told = await _filled(room, boss, "quiet_channels", {"value-0": [room.channel]})
        assert told == "`quiet_channels` is now 1 entry for the whole server; it was none."
        chosen = {"which-0": ["hate", "violence"], "each-0": "0.5"}
        told = await _filled(room, boss, "moderation_thresholds", chosen)
        assert "is now hate=0.5, violence=0.5 in this channel" in told


async def _filled(room: Room, boss: Any, name: str, given: dict[str, Any]) -> str:
    shown = await boss.slash(room.channel, "settings", name=name, form=True)
    sent = await boss.submit_modal(shown, given)
    told = [*([sent.response] if sent.response else []), *sent.followups]
    return told[0].content
