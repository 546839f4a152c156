"""Files go up in three steps and come down with a token."""

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt, error_of
from tests.doubles.slack import File, Lost, SlackDouble


async def download(url: str, token: str) -> tuple[int, str, bytes]:
    """Return status, media type and bytes of what comes from an address."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_an_upload_is_shared_a_little_later(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    asked = await alice.says(general, "<@BOT> draw", quietly=True)

    done = await web.files_upload_v2(
        filename="sun.png",
        content=b"\x89PNG",
        title="The sun",
        channel=general.id,
        thread_ts=asked.ts,
        initial_comment="Here it is.",
    )
    assert general.thread(asked) == []
    await slack.until(lambda: general.thread(asked))
    await slack.deliveries.settled()

    (shared,) = general.thread(asked)
    assert shared.content == "Here it is."
    assert [(file.title, file.data) for file in shared.shown.files] == [("The sun", b"\x89PNG")]
    assert bolt.events("file_shared")[0]["file_id"] == done["file"]["id"]
    info = await web.files_info(file=done["file"]["id"])
    assert info["file"]["shares"]["public"][general.id][0]["ts"] == shared.ts


async def test_several_files_are_one_message(slack: SlackDouble, web: AsyncWebClient) -> None:
    alice = slack.user("Alice")
    uploads = [{"filename": f"{number}.txt", "content": f"{number}"} for number in (1, 2)]

    await web.files_upload_v2(file_uploads=uploads, channel=alice.dm.id)
    await slack.until(lambda: alice.dm.messages)

    assert [file.data for file in alice.dm.last.shown.files] == [b"1", b"2"]


async def test_a_file_comes_down_with_the_token(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    alice = slack.user("Alice")
    await alice.says(alice.dm, "Look", files=[File("notes.txt", b"Hello")])
    await slack.until(lambda: bolt.events("message"))
    url = bolt.events("message")[0]["files"][0]["url_private_download"]

    assert await download(url, slack.bot_token) == (200, "text/plain", b"Hello")


async def test_without_the_right_token_a_page_to_sign_in_comes_with_status_200(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    alice = slack.user("Alice")
    said = await alice.says(alice.dm, "Look", files=[File("notes.txt", b"Hello")])
    (file,) = said.shown.files
    url = (await web.files_info(file=file.id))["file"]["url_private_download"]
    slack.installation.scopes = tuple(set(slack.installation.scopes) - {"files:read"})

    for token in ("", "xoxb-wrong", slack.bot_token):
        status, kind, body = await download(url, token)
        assert (status, kind) == (200, "text/html")
        assert body.lower().startswith(b"<!doctype html")
    assert slack.storage.refused == 3


async def test_a_file_of_a_channel_without_the_bot_is_not_there_for_it(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    elsewhere, alice = slack.channel("elsewhere", bot=False), slack.user("Alice")
    said = await alice.says(elsewhere, "Look", files=[File("notes.txt", b"Hello")])

    assert await error_of(web.files_info(file=said.shown.files[0].id)) == "file_not_found"


async def test_a_file_can_pretend_to_be_large_or_hide(slack: SlackDouble, bolt: Bolt) -> None:
    alice = slack.user("Alice")

    large = File("film.mp4", b"", pretended_size=1 << 30)
    await alice.says(alice.dm, files=[large, File("plan.pdf", b"%PDF", hidden=True)])
    await slack.until(lambda: bolt.events("message"))

    film, plan = bolt.events("message")[0]["files"]
    assert film["size"] == 1 << 30
    assert plan["file_access"] == "check_file_info"
    assert "url_private_download" not in plan


async def test_the_client_shares_twice_when_the_answer_was_lost(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    slack.fail(Lost(), on="files.completeUploadExternal")
    alice = slack.user("Alice")

    # The client's own handler tries again after an error of the connection.
    await web.files_upload_v2(filename="a.txt", content="a", channel=alice.dm.id)
    await slack.until(lambda: len(alice.dm.messages) == 2)

    assert len(slack.record.of("files.completeUploadExternal")) == 2
