"""The other languages are measured by the corpus's judge on the packs' own articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.abroad import main
from training.annotations import FILE
from training.packs import PACKS


def test_a_language_has_a_line_and_all_have_one(
    real_corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Those of the project's own packs stand for those that are measured: both have annotated articles.
    monkeypatch.setattr("training.abroad.GOLD", FILE)
    assert main([str(PACKS / "s01.json"), "--corpus", str(real_corpus)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["da", "en", "nb", "nn", "sv", "all"]
    assert lines[-1].endswith("documents 9")
