"""Pages are fetched over real sockets, and nothing of ours is reached by any detour."""

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.config.schema import Fetch
from bot.errors import InputError
from bot.fetching import Web
from bot.fetching.guard import Guard, NotPublic
from tests.bot.fetching.serving import Site, moved, page, site


def web(*sites: Site, names: dict[str, Sequence[str]] | None = None, **config: object) -> Web:
    """A web in which these sites may be fetched, and names lead where they are said to."""
    allowed = [f"127.0.0.1:{one.port}" for one in sites]

    async def lookup(host: str, port: int) -> Sequence[str]:
        if host not in (names or {}):
            raise OSError(host)
        return names[host]

    return Web(
        Fetch.model_validate({"allowed_hosts": allowed, "seconds": 5} | config), lookup=lookup
    )


async def refusal(web: Web, url: str) -> str:
    with pytest.raises(InputError) as caught:
        await web.fetch(url)
    return str(caught.value)


async def test_a_page_is_fetched_over_its_redirects():
    async with site({"/a": moved("/b", "301 Moved"), "/b": moved("c"), "/c": page("Hello")}) as one:
        fetched = await web(one).fetch(one.url("/a"))
    assert (fetched.data, fetched.media_type) == (b"Hello", "text/html")
    assert fetched.url == one.url("/c")
    assert one.asked == ["/a", "/b", "/c"]


async def test_words_come_in_one_encoding_whatever_the_server_uses():
    latin = page("Grüße".encode("latin-1"), "text/plain; charset=iso-8859-1")
    async with site({"/": latin}) as one:
        assert (await web(one).fetch(one.url())).data.decode() == "Grüße"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        # The time is written into it, and every process must call the test by the same name.
        ("gzip", gzip.compress(b"Hello" * 100, mtime=0)),
        ("deflate", zlib.compress(b"Hello" * 100)),
        ("deflate", zlib.compress(b"Hello" * 100)[2:-4]),
    ],
)
async def test_a_packed_page_is_unpacked(encoding: str, packed: bytes):
    async with site({"/": page(packed, Content_Encoding=encoding)}) as one:
        assert (await web(one).fetch(one.url())).data == b"Hello" * 100


async def test_nothing_of_ours_and_no_credentials_go_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    leading = page("", status="302 Found", Location="/", Set_Cookie="a=b")
    async with site({"/": page("x"), "/2": leading}) as one:
        await web(one).fetch(one.url("/2"))
    names = {line.split(":")[0] for line in one.heads[1].splitlines()[1:] if line}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://127.1:{port}/secret",
        "http://inside.example/secret",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
    ],
)
async def test_no_redirect_leads_to_what_is_ours(to: str):
    async with (
        site({"/secret": page("secret")}) as ours,
        site({"/": moved(to.format(port=ours.port))}) as one,
    ):
        known = {"inside.example": ["10.0.0.1"], "localhost": ["127.0.0.1"]}
        await refusal(web(one, names=known), one.url())
    assert ours.asked == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::a00:1"],
        ["93.184.216.34", "127.0.0.1"],
    ],
)
async def test_a_name_that_leads_to_a_private_address_is_refused(addresses: list[str]):
    told = await refusal(web(names={"evil.example": addresses}), "http://evil.example/")
    assert "private network" in told


async def test_a_name_that_changes_its_address_is_asked_once_and_never_believed_twice():
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        # An address for tests, where nobody answers; and from then on our own.
        return ["198.51.100.1"] if len(asked) % 2 else ["127.0.0.1"]

    async with site({"/": page("secret")}) as ours:
        allowed = [f"changing.example:{ours.port}"]
        config = Fetch(seconds=0.5, allowed_hosts=allowed)
        await refusal(Web(config, lookup=lookup), f"http://changing.example:{ours.port}/")
    assert asked == ["changing.example"]
    assert ours.asked == []


async def test_no_socket_is_made_for_a_private_address_whatever_was_resolved():
    async def lookup(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    guard = Guard(lookup, allowed=False)
    (found,) = await guard.resolve("example.org", 80)
    assert found["host"] == "93.184.216.34"
    for address in ("127.0.0.1", "::1", "10.0.0.1"):
        with pytest.raises(NotPublic):
            guard.socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)))


async def test_a_page_that_is_too_large_is_refused_before_and_while_it_comes():
    async def without_end(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b"more and more " * 1_000)
            await writer.drain()

    huge = page("x", Content_Length="99999999999")
    async with site({"/huge": huge, "/endless": without_end}) as one:
        for path in ("/huge", "/endless"):
            assert "larger than the 0.1 MB" in await refusal(web(one, bytes=100_000), one.url(path))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_page_that_unpacks_to_far_more_is_refused(encoding: str):
    packed = (
        zlib.compress(bytes(50_000_000))
        if encoding == "deflate"
        else gzip.compress(bytes(50_000_000))
    )
    async with site({"/": page(packed, Content_Encoding=encoding)}) as one:
        assert "larger than" in await refusal(web(one, bytes=1_000_000), one.url())


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
async def test_a_page_that_is_packed_otherwise_is_refused(encoding: str):
    async with site({"/": page(b"x", Content_Encoding=encoding)}) as one:
        assert "not understood" in await refusal(web(one), one.url())


async def test_a_page_that_comes_too_slowly_is_given_up():
    async def drop_by_drop(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with site({"/slow": drop_by_drop, "/silent": silent}) as one:
        for path in ("/slow", "/silent"):
            told = await refusal(web(one, seconds=0.4), one.url(path))
            assert "did not come within 0.4 seconds" in told


async def test_redirects_without_an_end_are_given_up():
    async with site({"/": moved("/")}) as one:
        assert "without an end" in await refusal(web(one, redirects=3), one.url())
    assert len(one.asked) == 4


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page("", status="404 Not Found"), "no such page"),
        (page("", status="403 Forbidden"), "not show that page to everybody"),
        (page("", status="503 Unavailable"), "Try again later"),
        (page("x", "video/mp4"), "no page but video/mp4"),
        (page("x", "image/png"), "no page but image/png"),
        (page(b"not gzip", Content_Encoding="gzip"), "not understood"),
        (b"SSH-2.0-OpenSSH\r\n", "not answer in a way"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "not answer in a way"),
        (b"", "not answer in a way"),
        (moved("http://[::1"), "no address"),
    ],
)
async def test_what_is_no_page_gets_a_sentence(answer: bytes, words: str):
    async with site({"/": answer}) as one:
        assert words in await refusal(web(one), one.url())


async def test_a_name_that_nobody_knows_and_a_host_that_is_down_get_a_sentence():
    assert "no nowhere.example" in await refusal(web(), "http://nowhere.example/")
    async with site({}) as one:
        pass
    assert "cannot be reached" in await refusal(web(one), one.url())


async def test_a_host_that_cannot_prove_who_it_is_is_not_read(tmp_path: Path):
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(page("secret"))
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        allowed = Web(Fetch(seconds=5, allowed_hosts=[f"127.0.0.1:{port}"]))
        assert "cannot prove who it is" in await refusal(allowed, f"https://127.0.0.1:{port}/")


def self_signed(folder: Path) -> Path:
    """A certificate that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return file
