"""The graph that makes statement vectors for matching: the whole base encoder as it came, in int8.

It shares the reader's pieces and their embeddings, which training does not move. Beside the reader's own encoder it
costs 21 MB; a head distilled onto the reader's lower layers would cost less, and know less of the other languages.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.base import read_base
from training.export import export_graph, quantise
from training.model import Encoder, Shape


class VectorGraph(nn.Module):
    """embeds [1, P, D] of one text's pieces -> its mean vector [1, D], of length 1 (as E5 is pooled)."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, embeds: Tensor) -> Tensor:
        enc = self.encoder
        x = enc.norm(embeds + enc.position.weight[: embeds.shape[1]])
        bias = torch.zeros(1, 1, 1, 1)
        for layer in enc.layers:
            x = layer(x, bias)
        return F.normalize(x.mean(1), dim=-1)


def vector_graph(base_path: Path, ids: list[int]) -> bytes:
    """The ONNX graph, int8."""
    base = read_base(base_path)
    none = dict.fromkeys(("pos", "rel", "entity", "form", "kind", "certainty"), 1)
    encoder = Encoder(Shape(pieces=len(ids), layers=base.layers, heads=base.heads, width=base.width, **none), 0.0)
    encoder.load_base(base, ids)
    inputs = {"embeds": (torch.zeros(1, 16, base.width), {1: "pieces"})}
    return quantise(export_graph(VectorGraph(encoder.eval()), inputs, {"vector": {}}))
