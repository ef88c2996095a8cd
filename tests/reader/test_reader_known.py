from __future__ import annotations

import pytest

from belegg.reader._known import is_agency, is_channel, media_kind


@pytest.mark.parametrize("name", ["NTB", "ntb", " Reuters ", "AFP", "AP", "TT", "Ritzau", "NPK", "Associated Press"])
def test_an_agency(name: str) -> None:
    assert is_agency(name) and is_channel(name) and media_kind(name) == "media"


@pytest.mark.parametrize("name", ["", "VG", "NTBs", "Reuters-fotograf", "Apotek", "TT-bane"])
def test_no_agency(name: str) -> None:
    assert not is_agency(name)


@pytest.mark.parametrize("name", ["Fjordposten", "NRK", "The Mirror", "avisa", "svensk TV", "Kystradioen", "Telegraph"])
def test_an_outlet_is_a_hand(name: str) -> None:
    assert is_channel(name)


@pytest.mark.parametrize(
    "name",
    [
        "en pressemelding", "pressekonferansen", "en e-post", "epost", "sms", "Twitter", "Facebook", "Telegram",
        "en skriftlig uttalelse", "ei fråsegn", "en pressemeddelelse", "ett uttalande", "en presskonferens",
        "a press release", "a statement", "an interview", "a letter", "selskapets hjemmeside", "nettsidene",
        "en rapport", "boken sin", "et brev", "ein tale", "et møte", "his website", "et innlegg på Facebook",
    ],
)  # fmt: skip
def test_a_thing_one_speaks_through_is_no_hand(name: str) -> None:
    assert not is_channel(name)


@pytest.mark.parametrize("name", ["Daily Mail", "The Mail on Sunday", "Tallinn Times", "Brevik Avis", "Talouselämä"])
def test_an_outlet_whose_name_looks_like_such_a_thing_is_a_hand(name: str) -> None:
    assert is_channel(name)


@pytest.mark.parametrize("name", ["ett pressmeddelande", "ett mejl", "an email", "a blog post", "a news conference"])
def test_a_thing_one_speaks_through_that_is_missed(name: str) -> None:
    assert not is_channel(name)
