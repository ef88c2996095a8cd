"""The table of outlets: every row sound, found by address and by name, and the user's own file on top."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.errors import InputError, MissingInputError
from belegg.extract._lexicon import AGENCIES
from belegg.ledger._outlets import COLUMNS, Outlet, Outlets, same_family

OUTLETS = Outlets.load()


def named(outlet: Outlet | None) -> str | None:
    return outlet.name if outlet else None


def test_the_table_is_of_some_size_and_knows_every_agency_that_texts_are_credited_to() -> None:
    assert len(OUTLETS) > 500
    wires = [o.wire for o in OUTLETS if o.wire]
    assert sorted(wires) == sorted(set(AGENCIES.values()))
    assert {o.kind for o in OUTLETS if o.wire} == {"agency"}


def test_no_domain_is_there_twice() -> None:
    domains = [d for o in OUTLETS for d in o.domains]
    assert len(domains) == len(set(domains))


def test_every_row_is_found_by_all_it_claims() -> None:
    for outlet in OUTLETS:
        for domain in outlet.domains:
            assert OUTLETS.by_domain(f"www.{domain}") == outlet
        for name in (outlet.name, *outlet.aliases):
            assert OUTLETS.by_name(name, language=outlet.language) == outlet


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("nrk.no", "NRK"),
        ("www.nrk.no", "NRK"),
        ("WWW.NRK.NO.", "NRK"),
        ("nrk.no:443", "NRK"),
        ("kommunikasjon.ntb.no", "NTB"),
        ("news.sky.com", "Sky News"),
        ("uniforum.uio.no", "Uniforum"),
        ("uio.no", None),
        ("tromso.ifinnmark.no", "iFinnmark"),
        ("ikkenrk.no", None),
        ("nrk.no.svindel.example", None),
        ("no", None),
        ("", None),
        ("nrk .no", None),
        ("[::1]", None),
        ("æ" * 80 + ".no", None),
    ],
)
def test_a_host_belongs_to_the_longest_known_ending(host: str, name: str | None) -> None:
    assert named(OUTLETS.by_domain(host)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Aftenposten", "Aftenposten"),
        ("AFTENPOSTEN", "Aftenposten"),
        ("Aftenposten.no", "Aftenposten"),
        ("aftenpostens", "Aftenposten"),
        ("«Aftenposten»", "Aftenposten"),
        ("avisen Aftenposten", "Aftenposten"),
        ("avisa Nordlys", "Nordlys"),
        ("nettavisen E24", "E24"),
        ("Nettavisen", "Nettavisen"),
        ("tidningen Svenska Dagbladet", "Svenska Dagbladet"),
        ("the newspaper The Guardian", "The Guardian"),
        ("Guardian", "The Guardian"),
        ("The Guardian's", "The Guardian"),
        ("den britiske avisen The Mirror", "Daily Mirror"),
        ("det statlige russiske nyhetsbyrået TASS", "TASS"),
        ("VGs", "VG"),
        ("NTBs", "NTB"),
        ("SvD:s", "Svenska Dagbladet"),
        ("Reuters", "Reuters"),
        ("Reuters’", "Reuters"),
        ("Norsk telegrambyrå", "NTB"),
        ("NTB Scanpix", "NTB"),
        ("Romsdals Budstikkes", "Romsdals Budstikke"),
        ("TV2", "TV 2"),
        ("Goteborgs Posten", "Göteborgs-Posten"),
        ("Tonsbergs blad", "Tønsbergs Blad"),
        ("Morgunbladid", "Morgunblaðið"),
        ("nytimes.com", "The New York Times"),
        ("kommunikasjon.ntb.no", "NTB"),
        ("avisen", None),
        ("en venn av avisen", None),
        ("en venn av avisen Nordlys", None),
        ("en tidligere ansatt i avisen Nordlys", None),
        ("Avisen Nordlys", "Nordlys"),
        ("avisa Bladet Vesterålen", "Bladet Vesterålen"),
        ("redaktøren i Aftenposten", None),
        ("Fjordposten", None),
        ("", None),
        ("«»", None),
        ("the", None),
        ("s", None),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, name: str | None) -> None:
    assert named(OUTLETS.by_name(text, language="nb")) == name


def test_a_shared_name_goes_by_the_language_of_the_text() -> None:
    found = {tongue: named(OUTLETS.by_name("DN", language=tongue)) for tongue in ("nb", "nn", "sv", "da", None)}
    assert found == {
        "nb": "Dagens Næringsliv",
        "nn": "Dagens Næringsliv",
        "sv": "Dagens Nyheter",
        "da": None,
        None: None,
    }
    domains = {OUTLETS.by_name("Dagen", language=t) for t in ("nb", "sv")}
    assert {o.domains for o in domains if o} == {("dagen.no",), ("dagen.se",)}


def test_sisters_have_one_known_owner() -> None:
    def pair(a: str, b: str) -> bool:
        left, right = OUTLETS.by_domain(a), OUTLETS.by_domain(b)
        assert left and right
        return same_family(left, right)

    assert pair("vg.no", "aftonbladet.se")
    assert pair("dagen.no", "dagen.no")
    assert pair("nordlys.no", "ba.no")
    assert not pair("vg.no", "dagbladet.no")
    assert not pair("dagen.no", "klassekampen.no")


HEAD = "\t".join(COLUMNS) + "\n"


def load(path: Path, text: str) -> Outlets:
    path.write_text(text, encoding="utf-8")
    return Outlets.load(path)


def test_the_users_own_rows_come_on_top(tmp_path: Path) -> None:
    rows = HEAD + (
        "# mine\n\n"
        "Riksavisa\triksavisa.example \tRiks|RA\toutlet\tRikshuset\tNO\tnn\t\r\n"
        "Aftenposten\taftenposten.no\tOslo-avisa\toutlet\tEn ny eier\tNO\tnb\n"
        "Kort\n"
        "Ny eier av domene\tbt.no\tNTB scanpix\n"
    )
    mine = load(tmp_path / "mine.tsv", rows)
    assert len(mine) == len(OUTLETS) + 3
    assert mine.by_name("avisen Riksavisa") == Outlet(
        "Riksavisa", ("riksavisa.example",), ("Riks", "RA"), "outlet", "Rikshuset", "NO", "nn", None
    )
    changed = mine.by_domain("www.aftenposten.no")
    assert changed and changed.family == "En ny eier" and mine.by_name("Oslo-avisa") == changed
    assert mine.by_domain("ap.no") is None
    assert mine.by_name("Kort") == Outlet("Kort")
    assert named(mine.by_domain("bt.no")) == "Ny eier av domene"
    assert named(mine.by_domain("vg.no")) == "VG"
    # What is the name of a row stays so, whatever another row calls itself besides.
    assert named(load(tmp_path / "b.tsv", "Min\t\tVG\t\t\tNO\tnb").by_name("VG", language="nb")) == "VG"
    assert named(OUTLETS.by_domain("bt.no")) == "Bergens Tidende"


@pytest.mark.parametrize(
    ("row", "line", "word"),
    [
        ("A\ta.example\t\tavis", 2, "kind"),
        ("\ta.example", 2, "name"),
        ("«»\ta.example", 2, "name"),
        ("A\thttps://a.example/", 2, "domains"),
        ("A\twww.a.example", 2, "domains"),
        ("A\tæ.example", 2, "domains"),
        ("A\ta..example", 2, "domains"),
        ("A\t\t!!|B", 2, "aliases"),
        ("A\t\t\t\t\tNorge", 2, "country"),
        ("A\t\t\t\t\t\tnorsk", 2, "language"),
        ("A\t\t\t\t\t\t\t\t", 2, "9 cells"),
        ("A\ta.example\nB\tb.example\nC\ta.example", 4, "line 2"),
        ("A\t\tX\nB\t\tx", 3, "line 2"),
        ("A\nA", 3, "line 2"),
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, row: str, line: int, word: str) -> None:
    path = tmp_path / "mine.tsv"
    with pytest.raises(InputError, match=word) as caught:
        load(path, HEAD + row)
    assert caught.value.resource == f"{path}:{line}"
    assert caught.value.remedy


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        Outlets.load(tmp_path / "borte.tsv")
    (tmp_path / "mine.tsv").write_bytes(b"A\xff\xfe\n")
    with pytest.raises(InputError, match="UTF-8"):
        Outlets.load(tmp_path / "mine.tsv")


@given(st.text(max_size=60))
def test_no_name_or_host_is_too_odd_to_be_asked_for(text: str) -> None:
    for found in (OUTLETS.by_name(text), OUTLETS.by_name("avisen " + text, language="nb"), OUTLETS.by_domain(text)):
        assert found is None or isinstance(found, Outlet)
