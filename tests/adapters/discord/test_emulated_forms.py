"""A form on an emulator of Discord that others wrote, which has rules of its own."""

from pathlib import Path

import discord

from tests.adapters.discord.test_emulated import _opened
from tests.doubles.openai import OpenAIDouble


async def test_an_admin_picks_channels_in_a_form(tmp_path: Path):
    async with OpenAIDouble(lenient=True) as api, _opened(tmp_path, api) as room:
        guild = room.channel.guild
        staff = guild.create_role("Staff", permissions=discord.Permissions(manage_guild=True))
        boss = guild.add_member(room.channel._env.create_user("boss"), roles=[staff])
        shown = await boss.slash(room.channel, "settings", name="quiet_channels", form=True)
        sent = await boss.submit_modal(shown, {"value-0": [room.channel]})
    told = [*([sent.response] if sent.response else []), *sent.followups]
    assert told[0].content == "`quiet_channels` is now 1 entry for the whole server; it was none."
