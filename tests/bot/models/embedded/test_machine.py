"""What is left of a machine is read from the system, and from the container around us."""

from pathlib import Path

from bot.models.embedded.machine import (
    _container_cores,
    _container_left,
    _linux_available,
    free_disk,
    free_memory,
    threads,
)


def test_this_machine_has_something_left(tmp_path: Path) -> None:
    assert (free_memory() or 0) > 0
    assert free_disk(tmp_path / "not/there/yet") > 0
    assert threads() >= 1


def test_what_the_kernel_calls_available_counts(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 8000 kB\nMemFree: 1 kB\nMemAvailable: 2000 kB\n")

    assert _linux_available(tmp_path / "meminfo") == 2_048_000
    assert _linux_available(tmp_path / "none") is None


def test_a_containers_limit_counts_without_the_cache_that_the_kernel_gives_back(
    tmp_path: Path,
) -> None:
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("900000\n")
    (tmp_path / "memory.stat").write_text("anon 400000\ninactive_file 500000\n")

    assert _container_left(tmp_path) == 600_000


def test_a_container_without_limits_is_none(tmp_path: Path) -> None:
    assert _container_left(tmp_path) is None
    assert _container_cores(tmp_path) is None

    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("900000\n")
    (tmp_path / "memory.stat").write_text("anon 400000\n")
    (tmp_path / "cpu.max").write_text("max 100000\n")

    assert _container_left(tmp_path) is None
    assert _container_cores(tmp_path) is None


def test_a_containers_share_of_the_processor_is_its_cores(tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text("250000 100000\n")
    assert _container_cores(tmp_path) == 2

    (tmp_path / "cpu.max").write_text("10000 100000\n")
    assert _container_cores(tmp_path) == 1
