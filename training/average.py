"""Average the weights of several epochs of one run: what is shipped is the mean, not the last.

    python -m training.average --work build/training --name shipped reader-7.pt reader.pt

Epochs of one run lie in one valley, and their mean is as good as the best of them in each figure (Izmailov et al.
2018, https://arxiv.org/abs/1803.05407). ``training.train --keep`` leaves a file an epoch to choose from.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch


def main(argv: list[str] | None = None) -> int:
    """Command line of the averaging."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="checkpoints in the work folder")
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--name", default="shipped")
    args = parser.parse_args(argv)
    bodies = [torch.load(args.work / f, weights_only=False, map_location="cpu") for f in args.files]
    if any(b["shape"] != bodies[0]["shape"] for b in bodies):
        parser.error("the checkpoints are of networks of different sizes")
    mean = {k: sum(b["ema"][k].float() for b in bodies) / len(bodies) for k in bodies[0]["ema"]}
    torch.save({"ema": mean, "shape": bodies[0]["shape"]}, args.work / f"{args.name}.pt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
