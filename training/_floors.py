"""The floors of the gate as values: what is measured, what is pinned, and the decisions between the two."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from belegg.errors import InputError, MissingInputError, OutputError

_UPDATE = "run the gate with --update"
# Figures have one to three decimals, so that sums and differences of them decide nothing below this.
_ROUNDING = 1e-6
_RESTORE = "take the file back from version control"


@dataclass(frozen=True)
class Figure:
    """One number of the gate: ``section`` and ``key`` say where the evaluation has it, all in percent.

    Reading is deterministic on one machine. `noise` is what floating-point kernels of other processors may change:
    a statement or two of the dev split for most figures, more for those that count few things.
    """

    name: str
    section: str
    key: str
    target: float
    noise: float = 0.3


# The dev split has 569 statements, so that one of them is 0.2 points; but 37 channels (one is 2.7 points of
# recall) and some 100 paired pronouns and descriptions (one is 1 point).
FIGURES = (
    Figure("found", "all", "found", 75.0),
    Figure("exact", "all", "exact", 58.0),
    Figure("source", "all", "source", 68.0),
    Figure("who_what", "all", "who_what", 62.0),
    Figure("kind", "all", "kind", 90.0),
    Figure("form", "all", "form", 95.0),
    Figure("certainty", "all", "certainty", 88.0),
    Figure("via", "all", "via", 60.0, noise=3.0),
    Figure("entities nob", "entities nob", "f1", 84.0),
    Figure("entities nno", "entities nno", "f1", 81.0),
    Figure("speaker resolved", "speaker resolved", "right", 75.0, noise=1.0),
)

BIN_LEAST = 30
"""Statements a bin of the confidence must hold to be judged: below, chance alone moves its share by ten points."""
BIN_OFF = 0.15
"""How far a bin's mean confidence may be from its share of right statements."""


@dataclass(frozen=True)
class Bin:
    """Statements of about one confidence: how many, their mean confidence and the share of right ones, 0 to 1."""

    name: str
    statements: int
    mean: float
    right: float


@dataclass(frozen=True)
class Measured:
    """What a run gave: a number for every one of `FIGURES`, by name, and the bins of the confidence."""

    figures: dict[str, float]
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Pins:
    """What ``floors.json`` holds; `lowered` remembers each floor that was lowered, with the reason given."""

    corpus: str | None = None
    weights: str | None = None
    floors: dict[str, float] = field(default_factory=dict)
    lowered: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Why the gate fails, if it does, and what else is worth knowing."""

    failures: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Repinned:
    """The new pins, or why there are none (then `pins` are the old ones)."""

    pins: Pins
    refused: tuple[str, ...] = ()


def refusals(pins: Pins, digest: str) -> list[str]:
    """What makes it pointless to measure, none where measuring can begin."""
    if not pins.floors:
        return [f"no floors are pinned yet: {_UPDATE}"]
    if pins.corpus != digest:
        return [
            f"the corpus files are not the pinned ones ({_short(digest)}, pinned {_short(pins.corpus)}), "
            f"so that figures cannot be compared with the floors: take the pinned corpus, or {_UPDATE}"
        ]
    return []


def judge(pins: Pins, measured: Measured, checksum: str) -> Verdict:
    """Hold the measured figures against the floors, and the confidence against what came true."""
    failures: list[str] = []
    for figure in FIGURES:
        value, floor = measured.figures[figure.name], pins.floors.get(figure.name)
        if floor is None:
            failures.append(f"{figure.name} has no floor: {_UPDATE}")
        elif worse(value, floor, figure.noise):
            failures.append(f"{figure.name} {value:.1f} is under its floor {floor:.1f} (noise {figure.noise})")
    failures += [f"floors pin {name!r}, which is not measured" for name in _strangers(pins)]
    for bin_ in measured.bins:
        if bin_.statements >= BIN_LEAST and not abs(bin_.mean - bin_.right) <= BIN_OFF + _ROUNDING:
            failures.append(
                f"confidence {bin_.name} is off: mean {100 * bin_.mean:.1f}, right {100 * bin_.right:.1f} "
                f"of {bin_.statements} statements"
            )
    notes: list[str] = []
    if pins.weights != checksum:
        notes.append(f"other weights ({_short(checksum)}) than the floors were pinned with ({_short(pins.weights)})")
    return Verdict(tuple(failures), tuple(notes))


def repin(pins: Pins, measured: Measured, digest: str, checksum: str, reason: str | None = None) -> Repinned:
    """Floors raised to the measured figures, for this corpus and these weights.

    A figure that is lower by noise only leaves its floor where it is, so that floors do not creep down. One that is
    lower by more is refused, or lowered where a `reason` is given.
    """
    floors: dict[str, float] = {}
    lowered: dict[str, list[float | None]] = {}
    for figure in FIGURES:
        value, floor = measured.figures[figure.name], pins.floors.get(figure.name)
        if floor is not None and worse(value, floor, figure.noise):
            lowered[figure.name] = [floor, value]
            floors[figure.name] = value
        else:
            floors[figure.name] = value if floor is None else max(floor, value)
    lowered |= {name: [pins.floors[name], None] for name in _strangers(pins)}
    if lowered and reason is None:
        changes = ", ".join(f"{k} {old} -> {'none' if new is None else new}" for k, (old, new) in lowered.items())
        refused = f"would lower floors ({changes}); if that is right, say why with --allow-regression REASON"
        return Repinned(pins, (refused,))
    history = (*pins.lowered, {"reason": reason, "floors": lowered}) if lowered else pins.lowered
    return Repinned(Pins(digest, checksum, floors, history))


def worse(value: float, floor: float, noise: float) -> bool:
    """Whether `value` is under `floor` by more than `noise`; a value that is no number is worse."""
    return not floor - value <= noise + _ROUNDING


def load_pins(path: Path) -> Pins:
    """Read ``floors.json``.

    Raises
    ------
    MissingInputError
        There is no such file, or it may not be read.
    InputError
        It is not a file of floors.
    """
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        pins = Pins(
            corpus=body["corpus"],
            weights=body["weights"],
            floors={str(k): float(v) for k, v in body["floors"].items()},
            lowered=tuple(body["lowered"]),
        )
    except OSError as error:
        raise MissingInputError("the floors cannot be read", resource=str(path), remedy=_RESTORE) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("this is not a file of floors", resource=str(path), remedy=_RESTORE) from error
    return pins


def save_pins(path: Path, pins: Pins) -> None:
    """Write ``floors.json``; whoever reads meanwhile, or after a kill, sees the old file or the new one, whole.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    body = {"corpus": pins.corpus, "weights": pins.weights, "floors": pins.floors, "lowered": list(pins.lowered)}
    text = json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise OutputError(
            "the floors cannot be written",
            resource=str(path),
            remedy="free some space, or check the permissions of its folder",
        ) from error


def _strangers(pins: Pins) -> list[str]:
    known = {figure.name for figure in FIGURES}
    return [name for name in pins.floors if name not in known]


def _short(digest: str | None) -> str:
    return digest[:12] if digest else "none"
