"""What this machine has left: memory to load a model into, and space on the disk."""

import math
import os
import shutil
from pathlib import Path

_FEW = 4
_CGROUP = Path("/sys/fs/cgroup")


def free_memory() -> int | None:
    """Bytes that a program may take without making the machine swap; None where nobody can tell.

    On Linux what the kernel says is available, within the container's limit. Elsewhere half of the
    machine's memory, since other systems give no figure that means the same.
    """
    available = _linux_available(Path("/proc/meminfo"))
    if available is None:
        return _half_of_all()
    left = _container_left(_CGROUP)
    return available if left is None else min(available, left)


def free_disk(folder: Path) -> int:
    """Bytes free for this user where `folder` is or would be made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def threads() -> int:
    """How many threads serve a model best here: the cores we may use, fewer where they are many.

    Two threads on one core of a processor with hyper-threading slow each other down, so beyond four
    only half of what the system counts is used.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    count = min(cores or 1, _container_cores(_CGROUP) or math.inf)
    return int(count if count <= _FEW else max(_FEW, count // 2))


def _linux_available(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _container_left(cgroup: Path) -> int | None:
    try:
        most = (cgroup / "memory.max").read_text().strip()
        used = int((cgroup / "memory.current").read_text())
        stat = (cgroup / "memory.stat").read_text().split()
    except (OSError, ValueError):
        return None
    if most == "max":
        return None
    # The page cache counts as used, but the kernel gives it back.
    cached = int(dict(zip(stat[::2], stat[1::2], strict=False)).get("inactive_file", 0))
    return max(0, int(most) - used + cached)


def _container_cores(cgroup: Path) -> int | None:
    try:
        quota, period = (cgroup / "cpu.max").read_text().split()
        return None if quota == "max" else max(1, round(int(quota) / int(period)))
    except (OSError, ValueError):
        return None


def _half_of_all() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (OSError, ValueError):
        return None
