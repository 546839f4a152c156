import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreLocked, StoreTooNew, StoreUnopenable
from bot.store import Store
from tests.bot.store.samples import PLACE, a_message, a_turn, kept

NOBODY = 65534


async def made(url: str, turns: int = 1) -> None:
    """A database with something in it."""
    store = await Store.open(url)
    await kept(store, *(a_turn(f"m{number}") for number in range(turns)))
    await store.close()


def read(file: Path) -> bytes:
    """All that is in the file."""
    return file.read_bytes()


def write(file: Path, content: bytes) -> None:
    """Put that into the file, in place of all that is in it."""
    file.write_bytes(content)


def opened_to_all(folder: Path, *, file_mode: int, folder_mode: int = 0o777) -> None:
    """Give the folder, and all that is in it, these modes."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(folder_mode if path.is_dir() else file_mode)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Be somebody whom rights on files bind."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


async def test_missing_folders_are_made(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "causerie.db"

    await made(f"sqlite+aiosqlite:///{file}")

    assert file.exists()


async def test_nobody_else_can_read_the_database(file: Path, file_url: str) -> None:
    store = await Store.open(file_url)
    await store.taken.take(a_message())

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in file.parent.rglob("causerie*")}

    assert len(modes) == 4
    assert all(mode & 0o077 == 0 for mode in modes.values()), modes
    await store.close()


async def test_the_short_form_of_the_address_is_understood(file: Path) -> None:
    await made(f"sqlite:///{file}")

    assert read(file)


async def test_two_stores_in_memory_have_nothing_in_common() -> None:
    one, other = await Store.open("sqlite://"), await Store.open("sqlite+aiosqlite:///:memory:")

    await kept(one, a_turn())

    assert await other.turns.count(PLACE) == 0
    await one.close()
    await other.close()


async def test_a_shared_database_in_memory_serves() -> None:
    store = await Store.open("sqlite+aiosqlite:///file::memory:?cache=shared&uri=true")

    await kept(store, a_turn())

    assert await store.turns.count(PLACE) == 1
    await store.close()


async def test_the_location_is_the_file(file: Path, file_url: str) -> None:
    store = await Store.open(file_url)

    assert store.location == str(file)
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://dana:hun/t@er2@db.example/causerie",
        "mysql://dana:hunter2@db.example/causerie",
        "sqlite+pysqlcipher://:hunter2@/causerie.db",
        "dana:hunter2@db.example",
        "hunter2",
        "",
    ],
)
async def test_an_address_that_is_not_served_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreUnopenable) as caught:
        await Store.open(url)

    assert "hun" not in str(caught.value)
    assert "er2" not in str(caught.value)


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreUnopenable, match="a file is where its folder should be") as caught:
        await Store.open(f"sqlite+aiosqlite:///{tmp_path}/file/causerie.db")

    assert caught.value.location == f"{tmp_path}/file/causerie.db"


async def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(StoreUnopenable, match="cannot be opened"):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path}")


async def test_a_folder_that_may_not_be_written(open_folder: Path, unprivileged: None) -> None:
    with pytest.raises(StoreUnopenable, match="Permission denied"):
        await Store.open(f"sqlite+aiosqlite:///{open_folder}/causerie.db")


async def test_a_file_that_may_not_be_written(
    open_folder: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite+aiosqlite:///{open_folder}/causerie.db"
    await made(url)
    opened_to_all(open_folder, file_mode=0o444)
    request.getfixturevalue("unprivileged")

    with pytest.raises(StoreUnopenable, match="may not be written"):
        await Store.open(url)


async def test_a_file_in_a_folder_that_may_not_be_written(
    open_folder: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite+aiosqlite:///{open_folder}/causerie.db"
    await made(url)
    opened_to_all(open_folder, file_mode=0o666, folder_mode=0o755)
    request.getfixturevalue("unprivileged")

    with pytest.raises(StoreUnopenable):
        await Store.open(url)


async def test_a_folder_for_locks_that_cannot_be_made(file: Path, file_url: str) -> None:
    await made(file_url)
    file.with_name("causerie.db.owners").rmdir()
    write(file.with_name("causerie.db.owners"), b"")

    with pytest.raises(StoreUnopenable, match=r"causerie\.db\.owners: File exists"):
        await Store.open(file_url)


async def test_a_lock_that_somebody_else_left_behind_is_in_nobodys_way(
    open_folder: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite+aiosqlite:///{open_folder}/causerie.db"
    await made(url)
    opened_to_all(open_folder, file_mode=0o666)
    lock = open_folder / "causerie.db.owners" / "somebody"
    write(lock, b"")
    opened_to_all(lock, file_mode=0o600)
    request.getfixturevalue("unprivileged")

    await made(url)

    assert lock.exists()


async def test_a_file_that_is_not_a_database(file: Path, file_url: str) -> None:
    diary = b"Dear diary, today I learned about databases. " * 100
    write(file, diary)

    with pytest.raises(StoreUnopenable, match="not a database"):
        await Store.open(file_url)

    assert read(file) == diary


@pytest.mark.parametrize("beginning", [100, 2_000])
async def test_a_damaged_file(file: Path, file_url: str, beginning: int) -> None:
    await made(file_url)
    whole = read(file)
    write(file, whole[:beginning].ljust(len(whole), b"\xff"))

    with pytest.raises(StoreUnopenable, match="damaged"):
        await Store.open(file_url)


async def test_a_file_that_was_cut_off(file: Path, file_url: str) -> None:
    await made(file_url)
    write(file, read(file)[:5_000])

    with pytest.raises(StoreUnopenable, match="damaged"):
        await Store.open(file_url)


async def test_damage_that_shows_later_is_told_when_it_is_met(file: Path, file_url: str) -> None:
    await made(file_url, turns=200)
    with closing(sqlite3.connect(file)) as other:
        (page,) = other.execute("select rootpage from sqlite_master where name='turns'").fetchone()
    begin, end = (page - 1) * 4096, page * 4096
    whole = read(file)
    write(file, whole[:begin] + b"\xff" * 4096 + whole[end:])
    store = await Store.open(file_url)

    with pytest.raises(StoreUnopenable, match="damaged"):
        await store.turns.newest(PLACE, 10)

    await store.close()


async def test_the_database_of_another_program_is_left_alone(file: Path, file_url: str) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(StoreUnopenable, match="another program"):
        await Store.open(file_url)

    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


async def test_a_database_of_a_newer_version_is_left_alone(file: Path, file_url: str) -> None:
    await made(file_url)
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()

    with pytest.raises(StoreTooNew, match="9999"):
        await Store.open(file_url)

    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT * FROM alembic_version").fetchall() == [("9999",)]


@pytest.mark.parametrize("there", [False, True])
async def test_a_database_that_another_program_locks(
    file: Path, file_url: str, there: bool
) -> None:
    if there:
        await made(file_url)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE IF NOT EXISTS anything (a)")

        with pytest.raises(StoreLocked, match="another program"):
            await Store.open(file_url, busy_seconds=0.2)


async def test_a_failed_opening_can_be_tried_again(file: Path, file_url: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError):
            await Store.open(file_url, busy_seconds=0.1)
        other.execute("ROLLBACK")

    await made(file_url)


async def test_an_opened_database_keeps_its_word_about_pragmas(file_url: str) -> None:
    store = await Store.open(file_url, busy_seconds=7)

    def settings(connection: object) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        run = connection.exec_driver_sql  # type: ignore[attr-defined]  # SQLAlchemy stays inside
        return [run(f"PRAGMA {name}").scalar() for name in names]

    assert await store._database.write(settings) == ["wal", 1, 1, 7_000]
    assert await store._database.read(settings) == ["wal", 1, 1, 7_000]
    await store.close()


async def test_a_current_database_is_opened_without_alembic(file_url: str) -> None:
    await made(file_url)
    program = (
        "import asyncio, sys\n"
        "from bot.store import Store\n"
        "async def main():\n"
        "    await (await Store.open(sys.argv[1])).close()\n"
        "asyncio.run(main())\n"
        "sys.exit('alembic' in sys.modules)\n"
    )

    subprocess.run([sys.executable, "-c", program, file_url], check=True)  # noqa: ASYNC221 - no other task waits
