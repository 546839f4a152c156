"""Files: https://docs.slack.dev/reference/methods/files.getUploadURLExternal and its like."""

from tests.doubles.slack.api.call import Call, Json, words
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.channels import Channel
from tests.doubles.slack.drafts import Draft
from tests.doubles.slack.errors import Refused, missing
from tests.doubles.slack.files import StoredFile, type_of
from tests.doubles.slack.storage import visible
from tests.doubles.slack.wire import files

_MOST_CHANNELS = 100


async def begin(call: Call) -> Json:
    """Return an address for the bytes of a file."""
    name = call.need("filename")
    if not call.text("length").isdecimal() or call.text("length") == "0":
        raise missing("length")
    path, file = call.parts.storage.expect(call.bot, name, call.text("alt_txt"))
    return {"upload_url": call.parts.world.writer.base + path, "file_id": file.id}


async def complete(call: Call) -> Json:
    """Finish uploads, and share the files a little later."""
    given = call.json("files")
    if not given:
        raise missing("files")
    uploaded = [_uploaded(call, each) for each in given]
    channels = _channels(call)
    thread_ts = call.text("thread_ts") or None
    draft = Draft(call.text("initial_comment"), thread_ts=thread_ts, subtype="file_share")
    call.parts.storage.share(call.bot, uploaded, channels, draft)
    for channel in channels:
        call.parts.agents.answered(channel, thread_ts)
    base = call.parts.world.writer.base
    return {"files": [files.write(file, base) for file in uploaded]}


def _channels(call: Call) -> list[Channel]:
    named = [*words(call.text("channels")), *words(call.text("channel_id"))]
    if len(named) > _MOST_CHANNELS:
        raise Refused("channels_limit_exceeded")
    channels = [call.installation.channel(each) for each in named]
    found = [each for each in channels if each is not None and call.sees(each)]
    if len(found) < len(named):
        raise Refused("channel_not_found")
    if not all(channel.has(call.bot) for channel in found):
        raise Refused("not_in_channel")
    return found


def _uploaded(call: Call, given: Json) -> StoredFile:
    file = call.parts.world.files.get(str(given.get("id")))
    if file is None or file.user is not call.bot or not file.data:
        raise Refused("file_not_found")
    file.title = str(given.get("title") or file.name)
    file.mimetype = type_of(file.name)
    return file


async def info(call: Call) -> Json:
    """Tell of a file, and where it was shared."""
    file = _file(call)
    written = files.whole(file, call.parts.world.writer.base)
    return {"file": written, "comments": [], "response_metadata": {"next_cursor": ""}}


async def delete(call: Call) -> Json:
    """Delete a file of the bot's own."""
    file = _file(call)
    if file.user is not call.bot:
        raise Refused("cant_delete_file")
    file.deleted = True
    call.parts.world.changes.changed()
    return {}


def _file(call: Call) -> StoredFile:
    file = call.parts.world.files.get(call.need("file"))
    if file is None or not visible(file, call.bot):
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file


_WRITE = ("files:write",)
METHODS: Methods = {
    "files.getUploadURLExternal": Method(begin, tier=4, scopes=_WRITE),
    "files.completeUploadExternal": Method(complete, tier=4, scopes=_WRITE),
    "files.info": Method(info, tier=4, scopes=("files:read",)),
    "files.delete": Method(delete, tier=3, scopes=_WRITE),
}
