"""Files: https://docs.slack.dev/reference/objects/file-object."""

from typing import Any

from tests.doubles.slack.channels import Kind
from tests.doubles.slack.files import StoredFile

Json = dict[str, Any]


def write(file: StoredFile, base: str) -> Json:
    """Return a file; `base` is the address of the double."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    team = file.user.workspace.id
    address = f"{base}/files-pri/{team}-{file.id}"
    written: Json = {
        "id": file.id,
        "created": int(file.created),
        "timestamp": int(file.created),
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": file.filetype.upper(),
        "user": file.user.id,
        "user_team": team,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(channel.kind is Kind.PUBLIC for channel in file.shared),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
        "permalink": f"https://files.example/files/{file.user.id}/{file.id}/{file.name}",
        "media_display_type": "unknown",
        "has_rich_preview": False,
        "file_access": "visible",
    }
    if file.dimensions is not None:
        width, height = file.dimensions
        written |= {"original_w": width, "original_h": height, "thumb_64": f"{address}/thumb_64"}
    if file.voice_seconds is not None:
        written |= {
            "subtype": "slack_audio",
            "media_display_type": "audio",
            "duration_ms": round(file.voice_seconds * 1000),
            "audio_wave_samples": [0, 40, 80, 40, 0],
            "transcription": {"status": "none"},
        }
    return written | ({"alt_txt": file.alt} if file.alt else {})


def attached(file: StoredFile, base: str) -> Json:
    """Return what a message tells of a file."""
    if file.hidden:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    return write(file, base)


def whole(file: StoredFile, base: str) -> Json:
    """Return what files.info tells of a file: also where it was shared."""
    by_kind: Json = {"channels": [], "groups": [], "ims": []}
    shares: Json = {}
    for channel, stamps in file.shared.items():
        key = {Kind.PUBLIC: "channels", Kind.IM: "ims"}.get(channel.kind, "groups")
        by_kind[key].append(channel.id)
        group = shares.setdefault("public" if channel.kind is Kind.PUBLIC else "private", {})
        group[channel.id] = [_share(file, ts) for ts in stamps]
    return write(file, base) | by_kind | {"shares": shares, "comments_count": 0}


def _share(file: StoredFile, ts: str) -> Json:
    return {"reply_users": [], "reply_count": 0, "ts": ts, "share_user_id": file.user.id}
