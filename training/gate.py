"""Measure the reader on the gold corpus, and fail where it is worse than the floors pinned in ``floors.json``.

    python -m training.gate --corpus ../shared/corpus [--model FILE]
    python -m training.gate --corpus ../shared/corpus --update [--allow-regression "reason"]

The way, in order::

    refusals      what makes measuring pointless: other corpus files than those pinned, or no floors at all
    measure       training.evaluate and training.entities -> one number a figure, and the reliability of confidence
    repin         only with --update: floors rise to the measured figures; lowering one takes a reason
    judge         what is under its floor by more than noise, and where the confidence is off

Exit codes: 0 passed, 1 failed, 64 a wrong option, 65 a damaged ``floors.json``, 66 no corpus, 70 no weights,
74 ``floors.json`` cannot be written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from belegg.errors import BeleggError, UsageError
from belegg.reader import Reader
from training._floors import FIGURES, Bin, Measured, Pins, judge, load_pins, refusals, repin, save_pins
from training.entities import entity_files, entity_scores, require
from training.evaluate import evaluate

FLOORS = Path(__file__).with_name("floors.json")
SPLIT = "dev"


def main(argv: list[str] | None = None) -> int:
    """Command line of the gate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="another weights file than the one shipped")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="another file of floors")
    parser.add_argument("--update", action="store_true", help="pin the corpus and the weights, raise the floors")
    parser.add_argument("--allow-regression", metavar="REASON", help="with --update: lower floors too, and say why")
    args = parser.parse_args(argv)
    try:
        return run(args.corpus, args.model, args.floors, args.update, args.allow_regression)
    except BeleggError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def run(corpus: Path, model: Path | None, floors: Path, update: bool = False, reason: str | None = None) -> int:
    """The gate: 0 passed, 1 failed; raises BeleggError where it cannot be held at all."""
    if reason is not None and not (update and reason.strip()):
        raise UsageError("--allow-regression goes with --update, and takes a reason")
    require(corpus_files(corpus))
    pins = load_pins(floors)
    digest = corpus_digest(corpus)
    stops = [] if update else refusals(pins, digest)
    if stops:
        return _report([], stops)
    reader = Reader(model)
    measured = measure(corpus, reader)
    if update:
        repinned = repin(pins, measured, digest, reader.checksum, reason)
        if repinned.refused:
            print(table(measured, pins))
            return _report([], repinned.refused)
        pins = repinned.pins
        save_pins(floors, pins)
    print(table(measured, pins))
    verdict = judge(pins, measured, reader.checksum)
    return _report(verdict.notes, verdict.failures)


def _report(notes: Sequence[str], failures: Sequence[str]) -> int:
    for note in notes:
        print(f"note: {note}")
    for failure in failures:
        print(f"FAILED: {failure}")
    print("gate: failed" if failures else "gate: passed")
    return 1 if failures else 0


def corpus_files(corpus: Path) -> list[Path]:
    """The files of the corpus that the figures depend on."""
    return [corpus / "score.py", *entity_files(corpus, SPLIT)]


def corpus_digest(corpus: Path) -> str:
    """SHA-256 over names and contents of the files that the figures depend on."""
    whole = hashlib.sha256()
    for path in corpus_files(corpus):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{content}  {path.relative_to(corpus).as_posix()}\n".encode())
    return whole.hexdigest()


def measure(corpus: Path, reader: Reader) -> Measured:
    """Read the dev split and the treebank's with `reader`."""
    return collect(evaluate(corpus, reader, SPLIT), entity_scores(corpus, reader, SPLIT))


def collect(statements: Mapping[str, Mapping[str, Any]], entities: Mapping[str, Mapping[str, Any]]) -> Measured:
    """The gate's figures and bins out of what the evaluation and the entity scores give."""
    sections = {**statements, **{f"entities {k}": v for k, v in entities.items()}}
    figures = {figure.name: float(sections[figure.section][figure.key]) for figure in FIGURES}
    bins = [
        Bin(name.removeprefix("conf "), int(v["statements"]), float(v["mean"]), float(v["right"]))
        for name, v in statements.items()
        if name.startswith("conf ")
    ]
    return Measured(figures, tuple(bins))


def table(measured: Measured, pins: Pins) -> str:
    """Figures beside floors and targets, then the reliability of the confidence."""
    lines = [f"{'figure':18} {'measured':>9} {'floor':>7} {'target':>7}"]
    for figure in FIGURES:
        value, floor = measured.figures[figure.name], pins.floors.get(figure.name)
        pinned = "-" if floor is None else f"{floor:.1f}"
        short = "" if value >= figure.target else "   below target"
        lines.append(f"{figure.name:18} {value:9.1f} {pinned:>7} {figure.target:7.1f}{short}")
    lines += ["", f"{'confidence':18} {'statements':>10} {'mean':>6} {'right':>6}"]
    lines += [f"{b.name:18} {b.statements:10} {100 * b.mean:6.1f} {100 * b.right:6.1f}" for b in measured.bins]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
