from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import META, VOCABULARY, archive_of, write_weights

import belegg.reader._weights as module
from belegg.errors import ModelError, UsageError
from belegg.reader import Reader
from belegg.reader._weights import Embeddings, Weights, load_weights, vector_sums


def refused(path: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        load_weights(path)
    assert caught.value.resource == str(path) and caught.value.remedy
    return caught.value


def meta(**changed: Any) -> bytes:
    return json.dumps({**META, **changed}).encode()


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    path = write_weights(tmp_path / "w.belegg")
    weights = load_weights(path)
    assert isinstance(weights, Weights)
    assert (weights.meta, weights.encoder, weights.roles, weights.speakers) == (META, b"encoder", b"roles", {})
    assert weights.pieces.cut("sa", False) == (7,)
    assert weights.checksum == path.with_name("w.belegg.sha256").read_text().split()[0]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_one_byte_changed_anywhere_is_noticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = write_weights(tmp_path_factory.getbasetemp() / "changed.belegg")
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    assert "checksum" in refused(path).message


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_file_that_ends_too_early_is_refused_with_any_checksum(tmp_path: Path, cut: int) -> None:
    path = write_weights(tmp_path / "w.belegg")
    path.write_bytes(path.read_bytes()[:cut])
    assert "checksum" in refused(path).message
    write_weights(path, path.read_bytes()[:cut])
    assert "damaged" in refused(path).message


def test_bytes_after_the_end_are_noticed(tmp_path: Path) -> None:
    path = write_weights(tmp_path / "w.belegg")
    path.write_bytes(path.read_bytes() + b"\0")
    refused(path)


@pytest.mark.parametrize("stated", [None, b"", b"\n", b"\xff\xfe", b"0" * 64, b"w.belegg"])
def test_without_its_checksum_no_file_is_used(tmp_path: Path, stated: bytes | None) -> None:
    path = write_weights(tmp_path / "w.belegg")
    beside = path.with_name("w.belegg.sha256")
    beside.unlink()
    if stated is not None:
        beside.write_bytes(stated)
    refused(path)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "gone.belegg")
    (tmp_path / "folder.belegg").mkdir()
    refused(tmp_path / "folder.belegg")


@pytest.mark.parametrize("found", ["belegg.weights/0", "belegg.weights/1", None, 1])
def test_another_format_is_refused_by_its_name(tmp_path: Path, found: object) -> None:
    error = refused(write_weights(tmp_path / "w.belegg", archive_of(meta_json=meta(format=found))))
    assert repr(found) in error.message


@pytest.mark.parametrize(
    "changed",
    [
        {"meta_json": None},
        {"meta_json": b"{"},
        {"meta_json": b"\xff"},
        {"meta_json": meta(width=33)},
        {"meta_json": meta(width=0)},
        {"meta_json": json.dumps({k: v for k, v in META.items() if k != "width"}).encode()},
        {"pieces_json": None},
        {"pieces_json": b"{}"},
        {"pieces_json": json.dumps({**VOCABULARY, "scores": []}).encode()},
        {"embeddings_q4": None},
        {"embeddings_q4": b"\0" * 17},
        {"encoder_onnx": None},
        {"roles_onnx": None},
        {"speakers_npz": None},
        {"speakers_npz": b"PK"},
    ],
    ids=lambda changed: "-".join(f"{k}={v!r:.12}" for k, v in changed.items()),
)
def test_a_member_that_is_missing_or_wrong_is_damage(tmp_path: Path, changed: dict[str, bytes | None]) -> None:
    path = write_weights(tmp_path / "w.belegg", archive_of(**changed))
    assert "damaged" in refused(path).message


@pytest.mark.parametrize(
    "changed",
    [
        {"meta_json": b"[]"},
        {"pieces_json": b"[]"},
        {"meta_json": meta(width=None)},
        {"speakers_npz": b""},
    ],
    ids=["meta", "pieces", "width", "speakers"],
)
def test_a_member_of_the_wrong_sort_is_damage(tmp_path: Path, changed: dict[str, bytes | None]) -> None:
    refused(write_weights(tmp_path / "w.belegg", archive_of(**changed)))


@pytest.mark.parametrize(
    "changed",
    [{}, {"meta_json": json.dumps({k: v for k, v in META.items() if k != "labels"}).encode()}],
    ids=["no network", "no labels"],
)
def test_a_reader_of_damaged_weights_is_a_model_error(tmp_path: Path, changed: dict[str, bytes | None]) -> None:
    path = write_weights(tmp_path / "w.belegg", archive_of(**changed))
    with pytest.raises(ModelError):
        Reader(path)


def test_nothing_in_the_file_is_run(tmp_path: Path) -> None:
    table = io.BytesIO()
    np.savez(table, mean=np.array([print], dtype=object))
    path = write_weights(tmp_path / "w.belegg", archive_of(speakers_npz=table.getvalue()))
    assert "damaged" in refused(path).message


def test_the_encoder_of_statements_is_told_by_its_checksums(tmp_path: Path) -> None:
    path = write_weights(tmp_path / "w.belegg")
    told = vector_sums(path)
    assert told == vector_sums(path)
    assert len(told.split()) == 2
    write_weights(path, archive_of(vectors_onnx=b"x"))
    assert vector_sums(path) != told
    path.write_bytes(b"no archive")
    for wrong in (path, tmp_path / "none"):
        with pytest.raises(ModelError):
            vector_sums(wrong)


def test_the_default_is_beside_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.DEFAULT_PATH.parts[-3:] == ("belegg", "model", "reader.belegg")
    monkeypatch.setattr(module, "DEFAULT_PATH", write_weights(tmp_path / "default.belegg"))
    assert load_weights().encoder == b"encoder"


def test_a_reader_needs_its_weights_and_a_thread(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.belegg"):
        Reader(tmp_path / "gone.belegg")
    with pytest.raises(UsageError, match="threads"):
        Reader(tmp_path / "gone.belegg", threads=0)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 3))
def test_embeddings_come_out_as_they_were_packed(seed: int, rows: int, blocks: int) -> None:
    rng = np.random.default_rng(seed)
    steps = rng.integers(0, 16, (rows, blocks, 32)).astype(np.uint8)
    scales = rng.uniform(0.01, 2, (rows, blocks)).astype("<f2")
    raw = b"".join(
        scales[r, b].tobytes() + (steps[r, b, :16] | steps[r, b, 16:] << 4).tobytes()
        for r in range(rows)
        for b in range(blocks)
    )
    table = Embeddings(raw, 32 * blocks)
    ids = rng.integers(0, rows, (2, 3))
    expected = (steps.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]
    got = table(ids)
    assert got.dtype == np.float32 and (got == expected[ids].reshape(2, 3, 32 * blocks)).all()
