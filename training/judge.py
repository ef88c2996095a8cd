"""The corpus's own judge (``score.py``), and slices of its figures that it does not print itself."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from pathlib import Path
from typing import Any

Document = dict[str, Any]
_PRONOUNS = {"han", "hun", "ho", "hen", "de", "dei", "ham", "henne", "jeg", "eg", "vi", "me"}


def load_judge(path: Path) -> Any:
    """A ``score.py`` as a module, as it lies beside the gold."""
    spec = importlib.util.spec_from_file_location(f"belegg_{path.parent.name}_score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Judge:
    """``score.py`` loaded as it lies in the corpus."""

    def __init__(self, path: Path) -> None:
        self._module = load_judge(path)

    def score(self, gold: dict[str, Document], predicted: dict[str, Document], errors: int = 0) -> dict[str, Any]:
        """The judge's figures, in percent."""
        return dict(self._module.score(gold, predicted, errors))

    def pairs(self, gold: Document, predicted: Document) -> list[tuple[int, int]]:
        """Which gold statement is paired with which predicted one."""
        return list(self._module.pair(gold["statements"], predicted["statements"], gold["text"]))

    def same_speaker(self, a: str | None, b: str | None) -> bool:
        """The judge's equality of speakers."""
        return bool(self._module.same_speaker(a, b))


def slices(judge: Judge, gold: dict[str, Document], predicted: dict[str, Document]) -> dict[str, dict[str, Any]]:
    """Bokmål and Nynorsk apart; recall by sort of statement; speakers; reliability."""
    out: dict[str, dict[str, Any]] = {}
    for language in sorted({d["lang"] for d in gold.values()}):
        own = {k: d for k, d in gold.items() if d["lang"] == language}
        out[language] = judge.score(own, {k: predicted[k] for k in own})
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    speakers = {"pronoun": [0, 0], "description": [0, 0]}
    bins: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for doc, d in gold.items():
        text, p = d["text"], predicted[doc]
        pairs = judge.pairs(d, p)
        paired = dict(pairs)
        right = {}
        for i, s in enumerate(d["statements"]):
            j = paired.get(i)
            same = j is not None and judge.same_speaker(s["speaker"], p["statements"][j]["speaker"])
            exact = j is not None and _edge_free(judge, s, text) == _edge_free(judge, p["statements"][j], text)
            for sort in _sorts(s, d["statements"]):
                c = counts[sort]
                c[0] += 1
                c[1] += j is not None
                c[2] += exact
                c[3] += same
            if j is not None:
                right[j] = same
                source = " ".join(text[a:b] for a, b in s["source"])
                reference = _reference(s["kind"], source, s["speaker"])
                if reference:
                    speakers[reference][0] += 1
                    speakers[reference][1] += same
        for j, s in enumerate(p["statements"]):
            row = bins[min(9, int(s.get("confidence", 0) * 10))]
            row[0] += 1
            row[1] += s.get("confidence", 0)
            row[2] += j in right
            row[3] += right.get(j, False)
    for sort, (n, *hits) in sorted(counts.items()):
        shares = {k: round(100 * x / n, 1) for k, x in zip(("recall", "exact", "who_what"), hits, strict=True)}
        out[sort] = {"gold": n, **shares}
    together = [sum(v[k] for v in speakers.values()) for k in (0, 1)]
    for name, (paired_n, good) in [*speakers.items(), ("resolved", together)]:
        out[f"speaker {name}"] = {"paired": paired_n, "right": round(100 * good / max(1, paired_n), 1)}
    for low in sorted(bins):
        size, total, sum_found, sum_same = bins[low]
        out[f"conf {low / 10:.1f}-{(low + 1) / 10:.1f}"] = {
            "statements": int(size),
            "mean": round(total / size, 3),
            "found": round(sum_found / size, 3),
            "right": round(sum_same / size, 3),
        }
    return out


def _edge_free(judge: Judge, statement: Document, text: str) -> set[int]:
    return set(judge._module.edge_free(statement["content"], text))


def _sorts(statement: Document, others: list[Document]) -> list[str]:
    out = [statement["form"]]
    if not statement["cue"]:
        out.append("no-cue")
    chars = {i for a, b in statement["content"] for i in range(a, b)}
    for other in others:
        if other is not statement:
            held = {i for a, b in other["content"] for i in range(a, b)}
            if chars < held:
                out.append("nested")
                break
    return out


def _name_words(phrase: str) -> set[str]:
    """The words of a phrase, without signs at their edges and without a genitive."""
    bare = (w.strip(".,:;()«»\"'’") for w in phrase.casefold().split())
    return {w.removesuffix("s") for w in bare if w}


def _reference(kind: str, source: str, speaker: str | None) -> str | None:
    """Whether a source stands for somebody named elsewhere: by a pronoun, or by words that are no part of the name."""
    if not source or not speaker or kind == "implicit":
        return None
    if source.casefold() in _PRONOUNS:
        return "pronoun"
    if kind == "person" and not _name_words(source) & _name_words(speaker):
        return "description"
    return None
