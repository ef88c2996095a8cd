"""Every message of these pages is there in Bokmål and Nynorsk, with the same places to fill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import belegg.desk

DESK = Path(belegg.desk.__file__).parent
PAGES = ("_claims", "_search", "_today", "search", "alerts", "alert", "alert_delete", "today", "today_section")


def messages() -> set[object]:
    found: set[object] = set()
    for page in PAGES:
        told = extract_from_file(
            "jinja2.ext:babel_extract",
            DESK / "templates" / f"{page}.html",
            keywords={"_": None, "ngettext": (1, 2)},
            options={"trim_blocks": "true", "silent": "false"},
        )
        found |= {message for _, message, _, _ in told}
    return found


@pytest.mark.parametrize("code", ["nb", "nn"])
def test_every_message_is_translated(code: str) -> None:
    with (DESK / "lang" / f"search.{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    wanted = messages()
    assert len(wanted) > 100
    for message in wanted:
        key = message[0] if isinstance(message, tuple) else message
        entry = catalogue.get(str(key))
        assert entry is not None, key
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        originals = message if isinstance(message, tuple) else (message,)
        for original, string in zip(originals, strings, strict=True):
            assert string, key
            assert set(re.findall(r"%\(\w+\)s", str(string))) == set(re.findall(r"%\(\w+\)s", str(original))), key
