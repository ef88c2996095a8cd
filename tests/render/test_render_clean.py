from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.render import _clean
from belegg.render._clean import for_html, for_terminal, one_line

PLAIN = "Blåbær, «sitat» – “quote” … 漢字 🙂 naïve\tcafé\n\n  ny linje"


def test_plain_text_is_left_alone() -> None:
    assert for_terminal(PLAIN) == PLAIN
    assert html.unescape(for_html(PLAIN)) == PLAIN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x9b31m", "\ufffd31m"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("\u202eabc\u202c", "\ufffdabc\ufffd"),
        ("u\xadtydelig\u200b", "utydelig"),
        ("\x00\x7f", "␀␡"),
        ("\ud800", "\ufffd"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_or_dropped(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


def test_one_line() -> None:
    assert one_line(" a\n\n b\tc\u2029d ") == "a b c d"


@given(st.text())
def test_html_is_inert_and_loses_only_what_html_forbids(text: str) -> None:
    out = for_html(text)
    assert not set(out) & set("<>\"'\x00\x1b\x9f\u202e\ufffe")
    assert len(html.unescape(out)) == len(text)


def test_html_forbids() -> None:
    assert for_html("a\x00b\x1bc\ud800d\u202ee\ufffef\xa0g") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\xa0g"


def test_what_is_passed_over_needs_no_change() -> None:
    """The quick look for unusual characters misses none of those that the tables change."""
    for table, unusual in ((_clean._TERMINAL, _clean._FOR_TERMINAL), (_clean._HTML, _clean._FOR_HTML)):
        changed = [c for c in range(0x110000) if c in table or 0xD800 <= c < 0xE000]
        assert all(unusual.search(chr(c)) for c in changed)
        assert not unusual.search(PLAIN.replace("🙂", "").replace("\n", "").replace("\t", ""))
