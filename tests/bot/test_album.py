import os
from dataclasses import replace

from bot.album import Album
from bot.messages import Person, Place
from tests.bot.talking import PLACE, message

SERVER = PLACE.server_key
ASKED = message("")
OTHER = replace(ASKED, place=Place("test", "elsewhere", "channel"))


async def test_a_picture_is_found_again_by_its_token_in_its_server_only(tmp_path):
    album = Album(tmp_path / "pictures")

    first, second = await album.keep(b"one", ASKED), await album.keep(b"two", ASKED)

    assert await album.get(first, server=SERVER) == b"one"
    assert await Album(tmp_path / "pictures").get(second, server=SERVER) == b"two"
    assert await album.get(first, server=OTHER.place.server_key) is None
    assert await album.get("0" * 32, server=SERVER) is None
    assert await album.get("../*", server=SERVER) is None


async def test_old_pictures_go(tmp_path):
    album = Album(tmp_path, days=1)
    old = await album.keep(b"old", ASKED)
    (path,) = tmp_path.glob(f"*/*/{old}")
    os.utime(path, (0, 0))

    await album.tidy()
    new = await album.keep(b"new", ASKED)

    assert await album.get(old, server=SERVER) is None
    assert await album.get(new, server=SERVER) == b"new"


async def test_the_oldest_go_when_all_together_are_too_large(tmp_path):
    album = Album(tmp_path, most_bytes=10)
    first = await album.keep(b"123456", ASKED)
    (path,) = tmp_path.glob(f"*/*/{first}")
    os.utime(path, (path.stat().st_mtime - 60,) * 2)

    second = await album.keep(b"123456", OTHER)

    assert await album.get(first, server=SERVER) is None
    assert await album.get(second, server=OTHER.place.server_key) == b"123456"


async def test_what_a_server_or_a_person_wants_gone_is_gone(tmp_path):
    album = Album(tmp_path)
    of_bob = replace(ASKED, person=Person("bob", "Bob"))
    tokens = [await album.keep(b"x", asked) for asked in (ASKED, of_bob, OTHER)]

    await album.erase_person("test", "bob", within="test/")
    assert await album.get(tokens[1], server=SERVER) is None
    assert await album.get(tokens[0], server=SERVER) == b"x"

    await album.erase_person(ASKED.place.platform, ASKED.person.id, within="test/another")
    assert await album.get(tokens[0], server=SERVER) == b"x"

    await album.erase_server(SERVER)
    assert await album.get(tokens[0], server=SERVER) is None
    assert await album.get(tokens[2], server=OTHER.place.server_key) == b"x"


async def test_an_album_without_a_picture_is_tidy(tmp_path):
    await Album(tmp_path / "none").tidy()
