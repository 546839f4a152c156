"""Addresses that people give are read strictly, and written anew."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.fetching.targets import redirected, target

TRICKS = {
    "private network": [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.01/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.0.0.1./",
        "http://0/",
        "http://1.1.1.1.1/",
        "http://999.1.1.1/",
        "http://localhost.0x7f/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:ffff:7f00:0001]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::f7f7:f7f7]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd12::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/",
        "https://10.1.2.3/",
    ],
    "Only addresses that begin": [
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "data:text/html,hello",
        "dict://example.org:11211/",
        "unix:/var/run/docker.sock",
        "HTTPX://example.org",
    ],
    "user name": [
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org%40@127.0.0.1/",
    ],
    "usual ports": [
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:0/",
        "https://example.org:8443/",
    ],
    "no address": [
        "",
        "example",
        "//example.org/a",
        "http://",
        "http:///etc/passwd",
        "http://exa mple.org/",
        "http://example.org\\@127.0.0.1/",
        "http://example.org/\r\nHost: 127.0.0.1",
        "http://exam\tple.org/",
        "http://example.org:port/",
        "http://example.org:99999/",
        "http://[::1/",
        "http://[nothing]/",
        "http://ex..ample.org/",
        "http://" + "a" * 64 + ".org/",
        "http://example.org/" + "a" * 5_000,
        "http://\u200bexample.org/",
    ],
}


@pytest.mark.parametrize(("words", "url"), [(k, url) for k, urls in TRICKS.items() for url in urls])
def test_a_trick_is_refused_with_a_sentence(words: str, url: str):
    with pytest.raises(InputError, match=words):
        target(url, ())


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://Example.ORG", "https://example.org/"),
        (" https://example.org/a?b=c#d ", "https://example.org/a?b=c"),
        ("http://example.org:80/ä b".replace(" ", "%20"), "http://example.org/%C3%A4%20b"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org./", "https://example.org/"),
        ("http://example.org#@127.0.0.1/", "http://example.org/"),
        ("http://example.org/@127.0.0.1/", "http://example.org/@127.0.0.1/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2A00:1450:4001:81b::200E]/", "http://[2a00:1450:4001:81b::200e]/"),
        ("https://a_b.example.org/%2e%2e/x", "https://a_b.example.org/%2e%2e/x"),
    ],
)
def test_an_address_is_written_anew_in_one_way(given: str, written: str):
    assert target(given, ()).url == written


def test_what_the_operator_allows_may_be_private_and_have_any_port():
    allowed = {"127.0.0.1:8080", "wiki.internal"}
    assert target("http://127.0.0.1:8080/a", allowed).allowed
    assert target("http://wiki.internal/", allowed).allowed
    assert not target("http://example.org/", allowed).allowed
    for url in ("http://127.0.0.1/", "http://127.0.0.1:8081/", "http://wiki.internal:22/"):
        with pytest.raises(InputError):
            target(url, allowed)


def test_a_redirect_is_read_like_an_address_of_a_person():
    source = target("https://example.org/a/b", ())
    assert redirected(source, "../c", ()).url == "https://example.org/c"
    assert redirected(source, "//other.example/x", ()).url == "https://other.example/x"
    for location in ("http://127.0.0.1/", "file:///etc/passwd", "http://[::1", "//0x7f.1/"):
        with pytest.raises(InputError):
            redirected(source, location, ())


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a.org/"]))
@settings(max_examples=200)
def test_whatever_is_given_is_refused_or_plain(words: str, head: str):
    try:
        found = target(head + words, ())
    except InputError:
        return
    parts = urlsplit(found.url)
    assert found.url.isascii()
    assert parts.scheme in ("http", "https")
    assert parts.hostname == found.host
    assert "@" not in parts.netloc
    assert found.port in (80, 443)
