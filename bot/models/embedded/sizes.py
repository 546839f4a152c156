"""Byte counts as a person reads them."""

_UNITS = ("kB", "MB", "GB", "TB")


def in_bytes(count: int) -> str:
    """Such as "940 kB" or "1.1 GB", in powers of a thousand as disks are sold."""
    size = count / 1000
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size /= 1000
        unit += 1
    return f"{size:.1f} {_UNITS[unit]}" if size < 10 and unit else f"{size:.0f} {_UNITS[unit]}"
