"""What a benchmark ran on, for the line that names it."""

from __future__ import annotations

import os
import platform
import timeit
from pathlib import Path


def machine() -> str:
    """The machine in words, with how fast it is just now: rented ones change by a factor of two within minutes."""
    model = "unknown CPU"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return (
        f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.release()}, yardstick {yardstick():.0f} ms"
    )


def yardstick() -> float:
    """Milliseconds of a fixed piece of plain Python, the median of nine: figures of two runs compare as these do."""
    taken = sorted(timeit.repeat(lambda: sum(i * i for i in range(1_000_000)), number=1, repeat=9))
    return taken[len(taken) // 2] * 1000
