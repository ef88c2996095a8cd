from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

from export_samples import CLAIMS, VECTORS, exported, few, some_claims
from hypothesis import given

from belegg.claims import Claim


def _whole(value: Any) -> Any:
    """`value` without lone surrogates."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "", value)
    if isinstance(value, list):
        return [_whole(part) for part in value]
    return {key: _whole(part) for key, part in value.items()} if isinstance(value, dict) else value


def test_claims_come_back() -> None:
    data, count = exported(CLAIMS, "jsonl")
    assert tuple(Claim.from_dict(json.loads(line)) for line in data.splitlines()) == CLAIMS
    assert count == len(CLAIMS)


@few
@given(some_claims)
def test_any_claims_come_back(claims: list[Claim]) -> None:
    data, _ = exported(claims, "jsonl")
    text = data.decode("utf-8")
    # One line for every tool, and nothing in it that steers a terminal.
    lines = text.splitlines()
    assert len(lines) == len(claims)
    assert not set(text) & set("\x1b\x9b\x7f\u202e\u2066")
    back = [Claim.from_dict(json.loads(line)) for line in lines]
    # Compared as escapes, since two lone surrogates side by side come back as one character.
    assert json.dumps([c.to_dict() for c in back]) == json.dumps([c.to_dict() for c in claims])


@few
@given(some_claims)
def test_claims_of_characters_alone_come_back_equal(claims: list[Claim]) -> None:
    whole = [Claim.from_dict(_whole(c.to_dict())) for c in claims]
    data, _ = exported(whole, "jsonl")
    assert [Claim.from_dict(json.loads(line)) for line in data.splitlines()] == whole


def test_the_vectors_are_kept_as_they_are() -> None:
    claims = [dataclasses.replace(CLAIMS[0], text=text) for text in VECTORS]
    assert [json.loads(line)["text"] for line in exported(claims, "jsonl")[0].splitlines()] == list(VECTORS)
