"""The treebank's documents, the text made for them, and where their tokens are in it."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.treebank import Document, Token, flow, locate, read_treebank


def of_forms(*sentences: list[str], headings: set[int] | None = None) -> Document:
    tokens = [Token(form, "x", (), -1, "_", "O", n) for n, sentence in enumerate(sentences) for form in sentence]
    return Document("d", tokens, headings or set())


def test_documents_are_read_without_their_heading_marks(corpus: Path) -> None:
    first, second = read_treebank(corpus / "treebank" / "nob-dev.conll.gz")
    assert (first.name, second.name) == ("nb-1", "nb-2")
    assert first.headings == {0}
    assert "|" not in {t.form for t in first.tokens}
    assert [t.sentence for t in first.tokens] == [0] * 2 + [1] * 10 + [2] * 12
    assert second.headings == set()


def test_heads_count_tokens_of_the_document(corpus: Path) -> None:
    document = next(read_treebank(corpus / "treebank" / "nob-dev.conll.gz"))
    heads = {(t.form, t.sentence): t.head for t in document.tokens}
    assert heads["stenges", 0] == -1
    assert heads["Havnen", 0] == 1
    assert document.tokens[heads["hun", 2]].form == "sier"
    assert document.tokens[heads["hun", 2]].sentence == 2


def test_what_hangs_on_a_heading_mark_hangs_on_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.conll.gz"
    rows = ["# doc = d", "1\tNytt\tny\tadj\t_\t2\tATR\tO", "2\t|\t|\tclb\t_\t0\tFRAG\tO", ""]
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    (document,) = read_treebank(path)
    assert [t.head for t in document.tokens] == [-1]


def test_the_last_sentence_needs_no_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "x.conll.gz"
    path.write_bytes(gzip.compress(b"# doc = d\n# a remark\n1\tJa\tja\tinterj\t_\t0\tINTERJ\tO"))
    (document,) = read_treebank(path)
    assert [(t.form, t.feats, t.entity) for t in document.tokens] == [("Ja", (), "O")]


def test_a_file_without_documents_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "x.conll.gz"
    path.write_bytes(gzip.compress(b""))
    assert list(read_treebank(path)) == []


def test_text_is_set_as_print_would() -> None:
    document = of_forms(["Han", "(", "54", ")", "sa", ":", '"', "Nei", "!", '"', "og", "«", "ja", "»", "."])
    assert flow(document) == 'Han (54) sa: "Nei!" og «ja».'


def test_headings_and_dash_lines_open_paragraphs() -> None:
    document = of_forms(["Nytt", "tak"], ["Det", "lekker"], ["–", "Fælt", "."], ["Sa", "hun", "."], headings={0})
    assert flow(document) == "Nytt tak\n\nDet lekker\n\n– Fælt. Sa hun."


def test_the_rest_is_joined_three_by_three() -> None:
    text = flow(of_forms(*([f"S{n}", "."] for n in range(7))))
    assert text == "S0. S1. S2.\n\nS3. S4. S5.\n\nS6."


@given(st.lists(st.lists(st.sampled_from(["Ola", "A/S.", '"', "«", "»", "(", ")", "-", ",", "12,5", "é", "%"]))))
def test_tokens_are_found_in_the_text_made_of_them(sentences: list[list[str]]) -> None:
    document = of_forms(*sentences)
    text = flow(document)
    spans = locate(document, text)
    assert [text[a:b] for a, b in spans] == [t.form for t in document.tokens]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert "".join(text.split()) == "".join(t.form for t in document.tokens)


def test_a_token_with_white_space_of_the_text_inside_is_found() -> None:
    text = "Fem \n tusen  kroner"
    assert locate(of_forms(["Femtusen", "kroner"]), text) == [(0, 11), (13, 19)]


@pytest.mark.parametrize("text", ["Ola fér", "Ola", ""])
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"token 'fer' not at|token 'Ola' not at"):
        locate(of_forms(["Ola", "fer"]), text)
