"""The bounds that hold for every test."""

import asyncio
import os
import socket
from pathlib import Path

import platformdirs
import pytest


def test_no_connection_leaves_the_machine():
    with socket.socket() as there, pytest.raises(PermissionError, match=r"192\.0\.2\.1"):
        there.connect(("192.0.2.1", 80))


async def test_no_name_is_looked_up():
    with pytest.raises(PermissionError, match=r"example\.org"):
        await asyncio.open_connection("example.org", 80)


async def test_loopback_is_open():
    server = await asyncio.start_server(lambda _, writer: writer.close(), "localhost", 0)
    port = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection("127.0.0.1", port)

    writer.close()
    server.close()


def test_the_folders_of_the_person_are_temporary():
    for folder in (
        Path.home(),
        platformdirs.user_data_path("causerie"),
        platformdirs.user_config_path("causerie"),
        platformdirs.user_log_path("causerie"),
    ):
        assert "causerie-tests-" in str(folder)


def test_nothing_of_the_person_is_configured():
    ours = ("OPENAI_", "DISCORD_", "SLACK_", "CAUSERIE_")

    assert [name for name in os.environ if name.startswith(ours)] == []
