"""Automatic moderation: what is heard is judged, and what follows is what the channel wants."""

from pathlib import Path

from tests.bot.moderation.scene import EVE, labels, scene
from tests.bot.talking import PLACE
from tests.doubles.openai import OpenAIDouble


async def test_nothing_is_judged_where_nobody_opted_in(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        assert not await here.bot.listens(PLACE)
        await here.says("you are horrible")

    assert api.moderation.asked == []


async def test_a_message_is_noted_and_shown_on_the_desk(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        assert await here.bot.listens(PLACE)
        await here.says("a fine day", EVE)
        said = await here.says("you are horrible")

    (post,) = here.desk()
    assert "harassment 0.91" in post.text
    assert "you are horrible" in post.text
    assert "Eve: a fine day" in post.text
    assert here.channels.link(PLACE, said.id) in post.text
    assert labels(post.choices) == ["Approve", "Delete", "Time out", "False alarm"]
    assert here.channels.deleted == []
    assert here.channels.told == []
