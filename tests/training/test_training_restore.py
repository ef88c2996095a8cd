"""A weights file made a network again holds what the network held."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx", reason="it comes with the training")

import torch

from training.export import graphs, quantise
from training.model import Network, Shape
from training.restore import SYNTAX, restore

TABLES = re.compile(r"position|flags|offset|sentence|paragraph|marked|gap")
SMALL = Shape(pieces=20, pos=3, rel=2, entity=3, form=3, kind=7, certainty=5, layers=2, width=64, heads=4, inner=96,
              positions=32, role_width=32, role_heads=2, arc=16)  # fmt: skip


def exported(net: Any) -> Any:
    """What a weights file of `net` would hold, as far as restoring looks at it."""
    encoder, roles = (quantise(g) for g in graphs(net))
    pointing = {"gap": net.words.point_gap.weight.squeeze(-1).tolist(), "nobody": net.words.point_nobody.tolist()}
    meta = {
        "transition": net.roles.transition.tolist(),
        "antecedent_gap": net.words.ante_gap.weight.squeeze(-1).tolist(),
        "pointing": pointing,
    }
    return SimpleNamespace(encoder=encoder, roles=roles, meta=meta)


def shaken() -> Network:
    """A network of which no two parameters are alike."""
    torch.manual_seed(1)
    net = Network(SMALL)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return net


@pytest.mark.slow
def test_a_file_gives_its_network_back() -> None:
    net, other = shaken(), Network(SMALL)
    restore(other, exported(net))
    mine, theirs = dict(net.named_parameters()), dict(other.named_parameters())
    for name, parameter in mine.items():
        if name.startswith(SYNTAX) or name == "encoder.word.weight":
            continue
        # A step of int8 is a 127th of a column's largest weight; what is no matrix product comes back as it was.
        matrix = name.endswith("weight") and parameter.dim() == 2 and not TABLES.search(name)
        step = parameter.detach().abs().max().item() / 127 if matrix else 0.0
        assert torch.allclose(parameter, theirs[name], rtol=0, atol=step), name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("other", "message"),
    [
        (replace(SMALL, kind=6), r"roles\.kind\.weight is \(7, .*\) in the file, \(6, "),
        (replace(SMALL, layers=1), r"encoder\.layers\.1\..* is in the file and not in the network"),
        (replace(SMALL, layers=3), r"encoder\.layers\.2\..* is not in the file"),
    ],
)
def test_a_file_of_another_shape_is_refused(other: Shape, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        restore(Network(other), exported(shaken()))
