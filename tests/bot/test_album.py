import os

from bot.album import Album


async def test_a_picture_is_found_again_by_its_token_only(tmp_path):
    album = Album(tmp_path / "pictures")

    first, second = await album.keep(b"one"), await album.keep(b"two")

    assert await album.get(first) == b"one"
    assert await Album(tmp_path / "pictures").get(second) == b"two"
    assert await album.get("0" * 32) is None
    assert await album.get("../secret") is None


async def test_old_pictures_go(tmp_path):
    album = Album(tmp_path, days=1)
    old = await album.keep(b"old")
    os.utime(tmp_path / old, (0, 0))

    new = await album.keep(b"new")

    assert await album.get(old) is None
    assert await album.get(new) == b"new"


async def test_the_oldest_go_when_all_together_are_too_large(tmp_path):
    album = Album(tmp_path, most_bytes=10)
    first = await album.keep(b"123456")
    os.utime(tmp_path / first, ((tmp_path / first).stat().st_mtime - 60,) * 2)

    second = await album.keep(b"123456")

    assert await album.get(first) is None
    assert await album.get(second) == b"123456"
