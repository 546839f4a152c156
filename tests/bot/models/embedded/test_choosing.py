"""The model that serves is the one that was wanted, or the one that this machine can hold."""

from pathlib import Path

import pytest

from bot.config.schema import Embedded, EmbeddedModel, Source
from bot.errors import EmbeddedError
from bot.models.embedded.catalogue import Catalogue


def model(title: str, *, size: int, memory: int) -> EmbeddedModel:
    return EmbeddedModel(
        title=title,
        file=f"{title.lower()}.gguf",
        size=size,
        sha256="0" * 64,
        licence="MIT",
        memory=memory,
        sources=[Source(url="http://127.0.0.1/x")],
    )


SETTINGS = Embedded(
    model="large",
    small="little",
    catalogue={
        "large": model("Large", size=1_000_000_000, memory=1_800_000_000),
        "little": model("Little", size=94_000_000, memory=600_000_000),
    },
)


def catalogue(
    folder: Path, *, memory: int | None = 1 << 40, disk: int = 1 << 40, path: Path | None = None
) -> Catalogue:
    settings = SETTINGS.model_copy(update={"path": path})
    return Catalogue(settings, folder, memory=lambda: memory, disk=lambda _: disk)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (None, "large"),
        ("default", "large"),
        ("auto", "large"),
        ("large", "large"),
        ("small", "little"),
        ("little", "little"),
    ],
)
def test_a_model_is_had_by_its_name_or_by_what_it_is_for(
    tmp_path: Path, wanted: str | None, name: str
) -> None:
    chosen = catalogue(tmp_path).choose(wanted)

    assert (chosen.name, chosen.reason) == (name, "")
    assert chosen.file == tmp_path / f"{name}.gguf"


def test_too_little_memory_makes_it_the_small_one_and_says_why(tmp_path: Path) -> None:
    chosen = catalogue(tmp_path, memory=900_000_000).choose(None)

    assert chosen.name == "little"
    assert chosen.reason == (
        "Large needs 1.8 GB of memory, and 900 MB are free. "
        "So Little answers instead, which is smaller."
    )


def test_too_little_space_makes_it_the_small_one_and_says_why(tmp_path: Path) -> None:
    chosen = catalogue(tmp_path, disk=300_000_000).choose(None)

    assert chosen.name == "little"
    assert chosen.reason.startswith("Large needs 1.0 GB on the disk, and 300 MB are free.")


def test_a_file_that_is_there_needs_no_space(tmp_path: Path) -> None:
    with (tmp_path / "large.gguf").open("wb") as file:
        file.truncate(1_000_000_000)

    assert catalogue(tmp_path, disk=0).choose(None).name == "large"


def test_memory_that_nobody_can_tell_is_no_obstacle(tmp_path: Path) -> None:
    assert catalogue(tmp_path, memory=None).choose(None).name == "large"


def test_a_model_asked_for_by_name_is_taken_as_asked(tmp_path: Path) -> None:
    chosen = catalogue(tmp_path, memory=0, disk=0).choose("large")

    assert (chosen.name, chosen.fallback) == ("large", None)


def test_the_default_has_the_small_one_to_fall_back_to(tmp_path: Path) -> None:
    fallback = catalogue(tmp_path).choose(None).fallback

    assert fallback is not None
    assert fallback.name == "little"


def test_an_unknown_model_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        EmbeddedError, match=r"no embedded model huge.*: large, little\. `small` stands for"
    ):
        catalogue(tmp_path).choose("huge")


def test_a_file_of_the_persons_own_serves_by_default(tmp_path: Path) -> None:
    own = tmp_path / "mine.gguf"
    own.write_bytes(b"GGUF\x03\x00\x00\x00")

    chosen = catalogue(tmp_path, path=own).choose(None)

    assert (chosen.name, chosen.file, chosen.entry) == ("mine", own, None)
    assert catalogue(tmp_path, path=own).choose("small").name == "little"


@pytest.mark.parametrize("content", [b"", b"GGU", b"PK\x03\x04 a zip"])
def test_a_file_that_is_no_gguf_is_named(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "mine.gguf"
    own.write_bytes(content)

    with pytest.raises(EmbeddedError, match=r"mine.gguf is no GGUF file"):
        catalogue(tmp_path, path=own).choose(None)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"none.gguf cannot be read: No such file"):
        catalogue(tmp_path, path=tmp_path / "none.gguf").choose(None)


def test_the_catalogue_of_config_yaml_can_be_served_by_it(
    catalogue: dict[str, EmbeddedModel],
) -> None:
    large = catalogue[Embedded().model]
    hub, index = large.sources

    assert hub.url is not None
    assert index.wheels is not None
    assert sum(part.size for part in index.wheels) == large.size
    assert Embedded().small in catalogue
