"""Ids come from what things are; addresses of one page fold to one key; names and times compare as people mean them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ledger_samples import TEXT, article, reading

from belegg.ledger._ids import article_id, decision_id, digest, source_digest, statement_ids, stretches, version_id
from belegg.ledger._rows import rows_of, unpack
from belegg.ledger._text import fold, instant, instant_until, plain, to_json
from belegg.ledger._url import url_key, url_rank

# The machine may be busy with other things.
UNHURRIED = settings(deadline=None)
FIELDS = st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=5)
ANY_TEXT = st.text(st.characters(), max_size=20)


@UNHURRIED
@given(FIELDS, FIELDS)
def test_only_equal_fields_have_equal_ids(a: list[str | None], b: list[str | None]) -> None:
    assert (digest("x", *a) == digest("x", *b)) == (a == b)
    assert digest("x", *a) != digest("y", *a)
    assert len(digest("x", *a)) == 32


def test_an_id_never_changes() -> None:
    assert digest("article", "avis.example/sak") == "2cf6e2ea7aebc3a1bd79b5652a625604"
    assert statement_ids("a", "Ja, sa hun.", [([(0, 2)], [(4, 6)], [(7, 10)])]) == [
        ("ce055f648b73a29cb24764bff0014747", 1)
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.avis.example/sak/1",
        "http://avis.example/sak/1/",
        "https://avis.example/sak/1?utm_source=x&fbclid=y",
        "https://avis.example/sak/1#kommentarer",
        "https://m.avis.example/sak/1",
        "https://mobil.avis.example:443/sak/1",
        "https://amp.avis.example/sak/1",
        "https://www.amp.avis.example/sak/1",
        "https://avis.example/sak/1/amp",
        "https://avis.example/sak/1/amp/",
        "https://avis.example/amp/sak/1",
        "https://avis.example/sak/1?amp=1",
        "https://avis.example/sak/1?amp",
        "https://avis.example/sak/1?outputType=amp&utm_medium=y",
        "https://avis.example/sak/1.amp",
        "https://avis.example/sak//1.amp//amp",
        "https://AVIS.example/sak/%31",
        "https://avis-example.cdn.ampproject.org/c/s/avis.example/sak/1",
        "https://avis-example.cdn.ampproject.org/v/avis.example/sak/1",
        "https://www.google.com/amp/s/amp.avis.example/sak/1",
        "https://avis-example.cdn.ampproject.org/v/s/avis.example/sak/1?amp_js_v=0.1&usqp=mq331AQ",
        "https://avis.example/sak/1?__twitter_impression=true",
        "https://avis.example/sak/1?s=09",
        "https://avis.example/sak/1?share=fb&ref=front",
        "https://avis.example/sak/1?print=true",
        "https://avis.example/sak/1?Print=1&s=20",
        "https://web.archive.org/web/20220304050607/https://avis.example/sak/1",
        "https://web.archive.org/web/2022/http://www.avis.example:80/sak/1?s=21",
        "http://www.web.archive.org/web/20220304050607id_/https:/avis.example/sak/1/amp",
        "https://web.archive.org/web/https://avis.example/sak/1",
        "https://web.archive.org/web/2023/https://web.archive.org/web/2022/https://avis.example/sak/1",
        "  https://user:secret@avis.example/sak/1 ",
    ],
)
def test_addresses_of_one_page_have_one_key(url: str) -> None:
    assert url_key(url) == "avis.example/sak/1"
    assert article_id(article(url=url)) == article_id(article(url="https://avis.example/sak/1"))


@pytest.mark.parametrize(
    "url",
    [
        "https://avis.example/sak/2",
        "https://avis.example/SAK/1",
        "https://avis.example/sak/1?id=2",
        "https://avis.example:8443/sak/1",
        "https://sport.avis.example/sak/1",
        "https://avis.example/sak/1/kamp",
        "https://www.google.com/search/s/avis.example/sak/1",
        "https://avis.example/sak/1?p=1",
        "https://avis.example/sak/1?article=1",
        "https://avis.example/sak/1?s=1",
        "https://avis.example/sak/1?s=bru",
        "https://avis.example/sak/1?s=2022",
        "https://avis.example/sak/1?ref=11",
        "https://avis.example/sak/1?share=1",
        "https://avis.example/sak/1?print=2",
        "https://avis.example/sak/1?amp_id=1",
        "https://web.archive.org/web/2022*/https://avis.example/sak/1",
        "https://web.archive.org/sak/1",
        "https://arkiv.example/web/2022/https://avis.example/sak/1",
    ],
)
def test_other_pages_have_other_keys(url: str) -> None:
    assert url_key(url) not in (None, "avis.example/sak/1")


def test_what_names_the_article_stays() -> None:
    assert url_key("https://avis.example/vis.php?s=12&print=1") == "avis.example/vis.php?s=12"
    assert url_key("https://avis.example/?s=12") == "avis.example?s=12"
    assert url_key("https://avis.example/sak?id=7&ref=front&s=09") == "avis.example/sak?id=7&s=09"
    assert url_key("https://avis.example/blogg/?s=20") == "avis.example/blogg?s=20"
    assert url_key("https://avis.example/i/aB3x/bro-stengt?s=20") == "avis.example/i/aB3x/bro-stengt"
    assert url_key("https://avis.example/sak/1.amp.html?s=09") == "avis.example/sak/1.html"
    assert url_key("https://web.archive.org/web/2022/https://avis.example/sak?id=7") == "avis.example/sak?id=7"


def test_names_that_look_like_variants_stay() -> None:
    assert url_key("https://m.example/x") == "m.example/x"
    assert url_key("https://amp.dev/about") == "amp.dev/about"
    assert url_key("https://avis.example/amp") == "avis.example/amp"
    assert url_key("https://avis.example/") == "avis.example"
    assert url_key("https://blåbær.example/sak?b=2&a=ø") == "xn--blbr-roah.example/sak?a=%C3%B8&b=2"


@pytest.mark.parametrize(
    "url", [None, "", "urn:x:1", "file:///x", "avis.example/sak", "https://", "https://[x/", "\ud800"]
)
def test_what_is_no_web_address_has_no_key(url: str | None) -> None:
    assert url_key(url) is None


PATHS = st.lists(
    st.sampled_from(["amp", "a", ".amp", "x.amp", "x.amp.html", "x.php", "%C3%B8", "ø", "%2F", "", "a b", "+"]),
    max_size=5,
)
HOSTS = st.lists(st.sampled_from(["www", "m", "amp", "avis", "øst", "no"]), min_size=1, max_size=5)
QUERIES = st.lists(
    st.sampled_from(
        ["amp=1", "amp", "a=1", "b=%E6", "b=æ", "outputType=amp", "s=09", "ref=front", "utm_id=2", "=", "a=%2B"]
    ),
    max_size=4,
)


@UNHURRIED
@given(PATHS, HOSTS, QUERIES, st.sampled_from(["http", "https"]))
def test_a_key_is_the_key_of_itself(path: list[str], host: list[str], query: list[str], scheme: str) -> None:
    url = f"{scheme}://{'.'.join(host)}/{'/'.join(path)}?{'&'.join(query)}"
    key = url_key(url)
    assume(key is not None)
    assert url_key(f"https://{key}") == key
    assert url_rank(f"https://{key}") <= url_rank(url)


@UNHURRIED
@given(ANY_TEXT)
def test_any_text_as_address_gives_a_key_or_none(text: str) -> None:
    url_key(text)
    url_key(f"https://avis.example/{text}")
    url_rank(f"https://{text}/")


def test_the_plain_address_is_shown_first() -> None:
    urls = [
        "http://m.avis.example/1/amp",
        "https://avis.example/1/amp",
        "https://m.avis.example/1",
        "http://avis.example/1",
    ]
    ranks = [url_rank(u) for u in [*urls, "https://avis.example/1"]]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)
    kept = url_rank("https://web.archive.org/web/2022/https://avis.example/1")
    assert ranks[-1] < url_rank("https://avis.example/1?s=09") < kept


def test_without_an_address_outlet_title_and_time_tell() -> None:
    bare = article(url=None)
    assert article_id(bare) == article_id(replace(bare, text="rettet"))
    assert article_id(bare) != article_id(replace(bare, outlet="Andre"))
    assert article_id(bare) != article_id(replace(bare, title="Annen"))
    assert article_id(bare) != article_id(replace(bare, published=None))


@pytest.mark.parametrize("known", [{}, {"title": "Kommentar"}, {"outlet": "Avisa", "published": "2026-03-01"}])
def test_pasted_texts_that_little_is_known_of_are_articles_of_their_own(known: dict[str, Any]) -> None:
    bare = article(**{"url": None, "outlet": None, "title": None, "published": None, **known})
    assert article_id(bare) != article_id(replace(bare, text="en annen tekst"))


@pytest.mark.parametrize("field", ["text", "title", "byline", "published"])
def test_a_version_is_what_people_see(field: str) -> None:
    seen: dict[str, Any] = {"text": TEXT, "title": "t", "byline": None, "published": None}
    assert version_id("a", **seen) != version_id("a", **{**seen, field: "x"})
    assert version_id("a", **seen) != version_id("b", **seen)


def test_the_source_is_all_that_the_reader_is_given() -> None:
    one = article()
    assert source_digest(one) == source_digest(replace(one, url="http://m.avis.example/sak/brua-stenges", path="x"))
    for changed in ({"outlet": "x"}, {"language": "nn"}, {"wire": ("NTB",)}, {"text": "x"}):
        assert source_digest(one) != source_digest(replace(one, **changed))


def test_equal_statements_are_told_apart_and_keep_their_ids_when_text_comes_before_them() -> None:
    before, after = rows_of(reading()), rows_of(reading("Oppdatert.\n\n" + TEXT.replace(" Den skal", "\n\nDen skal")))
    assert len({s.id for s in before.statements}) == 4
    assert [s.nth for s in before.statements] == [1, 1, 1, 2]
    assert [s.id for s in before.statements] == [s.id for s in after.statements]
    assert before.ids.article == after.ids.article
    assert before.reading != after.reading


def test_white_space_does_not_count() -> None:
    assert stretches("en  to\u00a0tre\nfire", [(0, 6), (3, 15)]) == ("en to", "to tre fire")


def test_nesting_follows_the_new_ids() -> None:
    one = reading()
    outer, inner, *rest = one.statements
    held = replace(
        one, statements=(outer, replace(inner, nested_in=outer.id), *(replace(s, nested_in="gone") for s in rest))
    )
    rows = rows_of(held)
    _, body = unpack(rows.body, "x")
    assert body["statements"][1]["nested_in"] == rows.statements[0].id == body["statements"][0]["id"]
    assert body["statements"][2]["nested_in"] is None


@UNHURRIED
@given(ANY_TEXT, ANY_TEXT)
def test_odd_characters_have_ids_too(a: str, b: str) -> None:
    parts: list[Any] = [([(0, len(a))], [], [])]
    assert (statement_ids("x", a, parts) == statement_ids("x", b, [([(0, len(b))], [], [])])) == (
        a.split() == b.split()
    )
    assert decision_id("join", a, b, None, "kari", "2026-01-01") != decision_id(
        "join", b, a + "x", None, "kari", "2026-01-01"
    )


@UNHURRIED
@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.upper()) == fold(text.upper().lower())
    assert folded == folded.strip()
    folded.encode()


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Kari  VIK", "kari vik"),
        ("André", "andre"),
        ("Bjørn Ås", "bjørn ås"),
        ("Göran Ärlig", "gøran ærlig"),
        ("Lukas\u00adz Wa\u0301", "lukasz wa"),
        ("A\u030as", "ås"),
        ("\ud800\0", "\ufffd\ufffd"),
    ],
)
def test_names_are_folded(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("published", "at"),
    [
        ("2026-03-01T08:00:00+01:00", "2026-03-01T07:00:00.000000Z"),
        ("2026-03-01T07:00:00Z", "2026-03-01T07:00:00.000000Z"),
        ("2026-03-01 07:00", "2026-03-01T07:00:00.000000Z"),
        (" 2026-03-01 ", "2026-03-01T00:00:00.000000Z"),
        ("0001-01-01T00:00:00+10:00", ""),
        ("i går", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_times_are_compared_in_utc(published: str | None, at: str) -> None:
    assert instant(published) == at


def test_until_a_day_takes_the_day_in() -> None:
    assert instant_until("2026-03-01") == "2026-03-01T23:59:59.999999Z"
    assert instant_until("2026-03-01T07:00:00Z") == "2026-03-01T07:00:00.000000Z"
    assert instant_until("snart") == instant_until(None) == ""


@UNHURRIED
@given(st.datetimes(), st.datetimes())
def test_moments_sort_as_text(a: object, b: object) -> None:
    x, y = instant(str(a)), instant(str(b))
    assert (x < y) == (a < b)  # type: ignore[operator]


@UNHURRIED
@given(ANY_TEXT)
def test_any_text_can_be_kept(text: str) -> None:
    plain(text).encode()
    assert "\0" not in plain(text)
    to_json([text]).encode()
    assert json.loads(to_json([text])) == [text]
