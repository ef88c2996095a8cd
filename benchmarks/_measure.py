"""Processes and what they cost: seconds on the wall and the most memory they held."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# The peak of a child counts the memory of the process that it was forked from, so a small process is put between.
_LAUNCHER = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"code": code, "peak": peak if sys.platform == "darwin" else peak * 1024}))
"""


class ChildFailedError(RuntimeError):
    """A measured process ended with an error; the text is what it said."""


def run_job(command: Sequence[str], job: dict[str, Any], cwd: Path | None = None) -> dict[str, float]:
    """Run `command` with `job` on its standard input.

    Gives what it printed (``load`` and ``read`` in seconds, ``found``) with ``peak``, its largest resident size in
    bytes.
    """
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *command],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        cwd=cwd,
        check=True,
    )
    *printed, last = done.stdout.splitlines()
    ending = json.loads(last)
    if ending["code"] != 0 or not printed:
        raise ChildFailedError(done.stderr.strip() or f"{command[0]} ended with {ending['code']}")
    result: dict[str, float] = {**json.loads(printed[-1]), "peak": ending["peak"]}
    return result


def median_wall(command: Sequence[str], times: int, job: dict[str, Any] | None = None) -> float:
    """Seconds from the start of `command` to its end, the median of `times` runs."""
    walls = []
    for _ in range(times):
        started = time.perf_counter()
        done = subprocess.run(
            command, input=json.dumps(job) if job else None, capture_output=True, text=True, check=False
        )
        walls.append(time.perf_counter() - started)
        if done.returncode != 0:
            raise ChildFailedError(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")
    return statistics.median(walls)
