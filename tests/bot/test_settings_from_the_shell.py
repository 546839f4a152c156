"""`causerie settings`: what admins do in the chat, one command after the other in a terminal."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.administering import Where, administer
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.platforms import Manner
from tests.bot.talking import configured
from tests.doubles.openai import OpenAIDouble

HERE, ROOM, ELSEWHERE = (
    Where("discord/1234"),
    Where("discord/1234", "5678"),
    Where("discord/9999"),
)

BACK = "To take it back in the whole server: `/settings undo server`."
Run = Callable[..., Awaitable[str]]


@pytest.fixture(name="run")
async def _run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Run]:
    """Run a command, which prints what is returned; an exclamation mark is before what failed."""
    async with OpenAIDouble() as api:
        secrets = Secrets(openai_api_key=SecretStr(api.key))
        loaded = Loaded(configured(tmp_path, api), secrets, None)

        async def run(where: Where, *words: str) -> str:
            code = await administer(loaded, where, ["settings", *words], Manner())
            printed = capsys.readouterr()
            return printed.out.strip() if code == 0 else f"!{printed.err.strip()}"

        yield run


async def test_a_channel_stands_over_the_server_until_it_is_taken_back(run: Run):
    assert await run(HERE, "temperature", "0.5") == (
        "`temperature` is now 0.5 for the whole server; it was none."
    )
    assert "is now 1.5 in this channel; it was 0.5" in await run(ROOM, "temperature", "1.5")
    shown = await run(ROOM, "temperature")
    assert "It is 1.5 (set for this channel)" in shown
    assert "Elsewhere it is 0.5 (set for the whole server)" in shown
    assert await run(ROOM, "diff") == (
        "Set otherwise than the operator has it:\n"
        "- `temperature` for the whole server: 0.5\n"
        "- `temperature` in this channel: 1.5"
    )
    assert await run(ROOM, "temperature", "reset") == (
        "`temperature` is 0.5 (set for the whole server) again."
    )


async def test_the_history_names_the_operator_and_undo_goes_back(run: Run):
    await run(HERE, "moderation_thresholds", "violence=0.5")
    await run(HERE, "moderation_thresholds", "+hate=0.2")
    first, second = (await run(HERE, "history")).splitlines()
    assert "UTC, the operator (" in first
    assert first.endswith("from violence=0.5 to violence=0.5, hate=0.2")
    assert second.endswith("from what is set more widely to violence=0.5")
    assert await run(HERE, "undo") == ("Taken back: `moderation_thresholds` is violence=0.5 again.")
    await run(HERE, "undo")
    assert await run(HERE, "undo") == "There is nothing to take back."
    assert await run(HERE, "diff") == "Everything is as the operator has it."


async def test_a_file_goes_to_another_server_without_what_is_not_its_own(run: Run, tmp_path: Path):
    await run(HERE, "temperature", "0.5")
    await run(HERE, "talk_roles", "1170123456789012345")
    await run(ROOM, "watched", "on")
    file = tmp_path / "settings.yaml"
    file.write_text(await run(HERE, "export"))
    assert (await run(ELSEWHERE, "import", str(file))).splitlines() == [
        f"Done: 1 setting is as in the file. {BACK}",
        "It cannot carry over:",
        "- `talk_roles`: what it names is not of this server",
        "- all that is set in the channel 5678, which is not of this server",
    ]
    assert (await run(ELSEWHERE, "diff")).splitlines()[1:] == [
        "- `temperature` for the whole server: 0.5"
    ]
    again = await run(ELSEWHERE, "import", str(file))
    assert again.startswith("Nothing changes.\nIt cannot carry over:\n")
    assert await run(HERE, "import", str(file)) == (
        "Everything in the file is set like that already."
    )


async def test_a_file_that_is_of_no_use_gets_one_sentence_and_sets_nothing(
    run: Run, tmp_path: Path
):
    # Of a server that is known nothing else is said.
    await run(HERE, "watched", "on")
    await run(HERE, "watched", "reset")
    file = tmp_path / "settings.yaml"
    for data, told in (
        (b"\xff\xfe", "!A file of settings is a text in UTF-8, and this is none."),
        (b"server: {temperature: 0.5, nothing: 1}", "!There is no setting 'nothing'."),
        (b"server: {temperature: 0.5, watched: 7}", "!watched takes on or off; found '7'."),
        (b"a: &a [x]\nb: [*a]", "references (*name) are not read here"),
        (b"server: {temperature: 0.5}\n#" + b"x" * 1_100_000, "!A file of settings has at most"),
    ):
        file.write_bytes(data)
        said = await run(HERE, "import", str(file))
        assert told in said
        assert len(said) < 300
    assert await run(HERE, "diff") == "Everything is as the operator has it."
