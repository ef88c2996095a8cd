from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from follow_story import (
    CUT,
    carriers,
    changed_first,
    claim_of,
    copied,
    denial,
    dump,
    everything,
    first,
    hops,
    later,
    ledger,
    other,
    outlets,
    own,
    retold,
    story,
    without_statements,
)
from match_samples import reading, vectors

from belegg.errors import BeleggError, MissingInputError, UsageError
from belegg.export import FORMATS
from belegg.follow._engines import Engines
from belegg.ledger import Decision
from belegg.types import Reading

FIVE, ONE = "5 800 husstander", "1 200 husstander"


def test_the_same_article_twice_adds_nothing(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db") as made:
        report = made.add(first(), first(), copied())
        assert (report.new, report.changed, report.same, report.statements) == (2, 0, 1, 4)
        before = dump(made)
        again = made.add(copied(), first())
        assert (again.new, again.changed, again.same, again.statements) == (0, 0, 2, 0)
        assert dump(made) == before


def test_a_changed_article_is_a_version_and_its_claims_follow(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        kept = claim_of(made, "Kysttelegraf", CUT).statements[0].id
        assert carriers(made, FIVE)
        report = made.add(changed_first())
        assert (report.new, report.changed) == (0, 1)
        assert not carriers(made, FIVE)
        assert carriers(made, "12 døgn")
        assert claim_of(made, "Kysttelegraf", CUT).statements[0].id == kept
    with ledger(tmp_path / "b.db", changed_first(), first()) as other_way:
        assert [c.to_dict() for c in other_way.claims()] == _claims(tmp_path / "a.db")


def _claims(path: Path) -> list[dict[str, Any]]:
    with ledger(path) as made:
        return [c.to_dict() for c in made.claims()]


def test_a_version_that_states_nothing_leaves_no_claims(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        assert made.claims()
        changed = changed_first()
        made.add(Reading(changed.article))
        assert made.claims() == []
        assert made.check() == []


def test_statements_of_several_outlets_carry_one_claim_and_lookalikes_stay_apart(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        assert outlets(claim_of(made, "Kysttelegraf", CUT)) == [
            "Kysttelegraf", "Nordavisa", "Søravisa", "Vestposten", "Østposten",
        ]  # fmt: skip
        assert outlets(claim_of(made, "Innlandet", "Skolen på Lia")) == ["Innlandet"]


def test_an_uncredited_copy_is_found_and_traced_to_the_wire(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        claim = claim_of(made, "Søravisa", CUT)
        (copy,) = (c for c in claim.statements if c.outlet == "Søravisa")
        (wire,) = (c for c in claim.statements if c.outlet == "Kysttelegraf")
        ((article, original, share),) = made.store.copies([copy.article])
        assert (article, original) == (copy.article, wire.article) and 0.3 <= share <= 1
        assert hops(copy.chain) == ["Søravisa"]
        assert hops(copy.lineage) == ["Kari Vik", "Kysttelegraf", "Søravisa"]
        assert any("Søravisa repeats another article's text" in why for why in claim.origins.why)


def test_what_b_writes_is_continued_through_b_and_denials_are_told(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        claim = claim_of(made, "Vestposten", CUT)
        (carrier,) = (c for c in claim.statements if c.outlet == "Vestposten" and c.content == (CUT,))
        assert hops(carrier.chain) == ["Nordavisa", "Vestposten"]
        assert hops(carrier.lineage) == ["Ola Dal", "Nordavisa", "Vestposten"]
        assert (claim.origins.min, claim.origins.max) == (2, 2)
        assert "denied by Ola Dal" in claim.origins.why
        assert claim in made.claims(contradicted=True)


def test_a_rebuild_gives_the_same_row_for_row(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything(), changed_first()) as made:
        first_statement = claim_of(made, "Kysttelegraf", CUT).statements[0].id
        made.decide("split", first_statement, claim_of(made, "Vestposten", CUT).statements[-1].id)
        before = dump(made)
        heard: list[int] = []
        assert made.rebuild(heard.append) == sum(heard) > 0
        assert dump(made) == before
        assert made.update() == 0


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_any_batches_give_the_same(tmp_path: Path, seed: int) -> None:
    with ledger(tmp_path / "all.db", *everything(), changed_first()) as whole:
        expected = dump(whole)
    rng = random.Random(seed)
    waiting = [*everything(), changed_first()]
    rng.shuffle(waiting)
    with ledger(tmp_path / "some.db") as made:
        while waiting:
            size = rng.randint(1, len(waiting))
            made.add(*waiting[:size], match=rng.random() < 0.7)
            waiting = waiting[size:]
        made.update()
        assert dump(made) == expected


def test_another_process_may_match_in_between(tmp_path: Path) -> None:
    with ledger(tmp_path / "all.db", *everything()) as whole:
        expected = dump(whole)
    with ledger(tmp_path / "a.db") as one, ledger(tmp_path / "a.db") as two:
        for number, found in enumerate(everything()):
            (one if number % 2 else two).add(found)
        assert dump(one) == dump(two) == expected


@pytest.mark.parametrize("kind", ["split", "reject"])
def test_what_a_person_parts_stays_parted_until_undone(tmp_path: Path, kind: str) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        before = dump_claims(made)
        (five,) = (c.id for c in carriers(made, FIVE))
        (one,) = (c.id for c in carriers(made, ONE))
        assert made.store.claims_of([five])[five] == made.store.claims_of([one])[one]
        decision = made.decide(kind, one, five)
        for _ in range(2):
            homes = made.store.claims_of([five, one])
            assert homes[five] != homes[one]
            claim = made.claim(one)
            assert claim is not None
            # One voice, a later figure: an update and a shift.
            assert {(r.type, r.claim) for r in claim.relations} == {("updates", homes[five]), ("shifts", homes[five])}
            made.rebuild()
        assert made.decisions() == [decision]
        assert made.undo(decision.id) and not made.undo(decision.id)
        assert made.decisions() == []
        assert dump_claims(made) == before
        made.rebuild()
        assert dump_claims(made) == before


def dump_claims(made: Any) -> list[dict[str, Any]]:
    return [c.to_dict() for c in made.claims()]


@pytest.mark.parametrize("kind", ["split", "reject"])
@pytest.mark.parametrize("by", [0, -1])
def test_a_statement_is_taken_out_of_its_claim_as_one_action(tmp_path: Path, kind: str, by: int) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        before = dump_claims(made)
        claim = max(made.claims(), key=lambda c: len(c.statements))
        away, rest = claim.statements[1].id, {c.id for c in claim.statements} - {claim.statements[1].id}
        assert len(rest) > 3
        done = made.part(away, kind=kind, who="kari")
        assert {(d.kind, d.a, d.who) for d in done} == {(kind, away, "kari")}
        assert {d.b for d in done} == rest and len(done) == len(rest)
        for _ in range(2):
            alone, others = made.claim(away), made.claim(done[0].b or "")
            assert alone and [c.id for c in alone.statements] == [away]
            # The others stay together, whatever the one was parted from.
            assert others and {c.id for c in others.statements} == rest
            made.rebuild()
        assert sorted(made.decisions(), key=lambda d: d.id) == sorted(done, key=lambda d: d.id)
        # Any of them stands for all.
        assert made.undo(done[by].id) and not made.undo(done[0].id)
        assert made.decisions() == []
        assert dump_claims(made) == before


def test_what_an_older_ledger_holds_of_one_action_is_undone_as_one(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        before = dump_claims(made)
        claim = max(made.claims(), key=lambda c: len(c.statements))
        away, *others = (c.id for c in claim.statements)
        made.decide("rate", away, value="B2", who="kari")
        for b in others:
            id = f"d{b}"
            made.store.decide(Decision(id, "split", away, b, None, "kari", "2026-01-02T03:04:05+00:00"))
        made.update()
        assert made.undo(f"d{others[-1]}")
        assert [d.kind for d in made.decisions()] == ["rate"]
        assert dump_claims(made) == before


def test_decisions_about_pairs_are_undone_one_by_one(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        claim = max(made.claims(), key=lambda c: len(c.statements))
        away, *others = (c.id for c in claim.statements)
        # As fast as can be: still no two of one moment.
        done = [made.decide("split", away, b, match=False) for b in others]
        assert len({d.when for d in done}) == len(done)
        assert made.undo(done[1].id, match=False)
        assert {d.id for d in made.decisions()} == {d.id for d in done} - {done[1].id}
        assert made.decisions(about=[others[0]]) == [done[0]]


def test_what_cannot_be_taken_out_is_refused(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        claim = max(made.claims(), key=lambda c: len(c.statements))
        lone = next(c for c in made.claims() if len(c.statements) == 1)
        for statement, kind in (
            ("nobody", "split"),
            (lone.statements[0].id, "split"),
            (claim.id, "reject"),
            (claim.statements[0].id, "join"),
        ):
            with pytest.raises(UsageError):
                made.part(statement, kind=kind)
        assert made.decisions() == []


@pytest.mark.parametrize("kind", ["join", "accept"])
def test_what_a_person_joins_stays_joined_until_undone(tmp_path: Path, kind: str) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        before = dump_claims(made)
        school, cable = claim_of(made, "Innlandet", "Skolen på Lia"), claim_of(made, "Kysttelegraf", CUT)
        # By the ids of claims: each stands for its first statement.
        decision = made.decide(kind, school.id, cable.id)
        assert {decision.a, decision.b} == {school.statements[0].id, cable.statements[0].id}
        for _ in range(2):
            assert len(set(made.store.claims_of([decision.a, decision.b or ""]).values())) == 1
            made.rebuild()
        made.undo(decision.id, match=False)
        made.update()
        assert dump_claims(made) == before


@pytest.mark.parametrize("kind", ["join", "accept"])
def test_joined_claims_are_one_with_every_statement_of_both(tmp_path: Path, kind: str) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        before = dump_claims(made)
        cable, power = claim_of(made, "Kysttelegraf", CUT), claim_of(made, "Kysttelegraf", FIVE)
        assert len(cable.statements) > 3 and len(power.statements) > 1
        fits = {c.id: c.match for claim in (cable, power) for c in claim.statements}
        decision = made.decide(kind, power.id, cable.id)
        for _ in range(2):
            whole = made.claim(decision.a)
            # How well each fits is what the matcher found, of its own.
            assert whole and {c.id: c.match for c in whole.statements} == fits
            assert len(made.claims()) == len(before) - 1
            made.rebuild()
        assert made.undo(decision.id)
        assert dump_claims(made) == before


@pytest.mark.parametrize("kind", ["split", "reject"])
def test_a_statement_that_is_split_off_leaves_alone(tmp_path: Path, kind: str) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        before = dump_claims(made)
        claim = max(made.claims(), key=lambda c: len(c.statements))
        ids = [c.id for c in claim.statements]
        for away in ids:
            rest = set(ids) - {away}
            decision = made.decide(kind, away, min(rest))
            alone, others = made.claim(away), made.claim(min(rest))
            assert alone is None or [c.id for c in alone.statements] == [away]
            assert others and {c.id for c in others.statements} == rest
            assert made.undo(decision.id)
            assert dump_claims(made) == before


def test_a_statement_can_be_taken_out_of_a_joined_claim(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        cable, power = claim_of(made, "Kysttelegraf", CUT), claim_of(made, "Kysttelegraf", FIVE)
        joined = made.decide("join", power.id, cable.id)
        every = {c.id for claim in (cable, power) for c in claim.statements}
        # The very one by which they were joined.
        made.part(joined.a)
        for _ in range(2):
            alone, others = made.claim(joined.a), made.claim(joined.b or "")
            assert alone and [c.id for c in alone.statements] == [joined.a]
            assert others and {c.id for c in others.statements} == every - {joined.a}
            made.rebuild()


def test_what_was_parted_is_not_joined_by_the_way(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        claim = max(made.claims(), key=lambda c: len(c.statements))
        a, b, c = (c.id for c in claim.statements[:3])
        split = made.decide("split", a, b)
        before = dump_claims(made)
        with pytest.raises(UsageError, match="apart") as refused:
            made.decide("join", a, c)
        assert refused.value.resource == split.id
        assert dump_claims(made) == before and made.decisions() == [split]
        # About the two themselves the last word holds.
        joined = made.decide("join", b, a)
        assert made.claim(a) == claim and made.decisions() == [joined]


@pytest.mark.parametrize("seed", range(4))
def test_decisions_come_to_the_same_whenever_articles_arrive(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    with ledger(tmp_path / "all.db", *everything()) as whole:
        cable, power = claim_of(whole, "Kysttelegraf", CUT), claim_of(whole, "Kysttelegraf", FIVE)
        school = claim_of(whole, "Innlandet", "Skolen på Lia")
        whole.decide("split", cable.statements[1].id, cable.statements[0].id)
        whole.decide("join", school.id, power.id)
        whole.decide("accept", cable.statements[1].id, school.statements[0].id)
        decisions, expected = whole.decisions(), dump_claims(whole)
        whole.rebuild()
        assert dump_claims(whole) == expected
        assert len(expected) == 2
    waiting: list[Reading | Decision] = [*everything(), *decisions]
    rng.shuffle(waiting)
    with ledger(tmp_path / "some.db") as made:
        for item in waiting:
            if isinstance(item, Decision):
                made.store.decide(item)
                made.update()
            else:
                made.add(item, match=rng.random() < 0.7)
        made.update()
        assert dump_claims(made) == expected
        for id in [d.id for d in decisions]:
            made.undo(id)
        with ledger(tmp_path / "plain.db", *everything()) as plain:
            assert dump_claims(made) == dump_claims(plain)


def test_what_has_given_way_to_a_later_decision_is_not_listed(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first(), own()) as made:
        (a,) = (c.id for c in carriers(made, CUT) if c.outlet == "Kysttelegraf")
        (b,) = (c.id for c in carriers(made, CUT) if c.outlet == "Nordavisa")
        rated = made.decide("rate", a, value="B2", match=False)
        done = [made.decide(kind, a, b, match=False) for kind in ("reject", "accept", "split", "join")]
        assert made.decisions() == [rated, done[-1]] == made.decisions(about=[a])
        assert made.undo(done[-1].id, match=False)
        assert made.decisions() == [rated, done[-2]]


def test_the_last_decision_on_two_statements_holds(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first(), own()) as made:
        (a,) = (c.id for c in carriers(made, CUT) if c.outlet == "Kysttelegraf")
        (b,) = (c.id for c in carriers(made, CUT) if c.outlet == "Nordavisa")
        split = made.decide("split", a, b)
        assert len(set(made.store.claims_of([a, b]).values())) == 2
        made.undo(split.id)
        made.decide("join", b, a)
        assert len(set(made.store.claims_of([a, b]).values())) == 1


@pytest.mark.parametrize(
    ("kind", "a", "b"),
    [("weld", "x", "y"), ("join", "nobody", "there"), ("join", "own", None), ("split", "own", "own")],
)
def test_decisions_that_make_no_sense_are_refused(tmp_path: Path, kind: str, a: str, b: str | None) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        (known,) = (c.id for c in carriers(made, FIVE))
        with pytest.raises(UsageError):
            made.decide(kind, known if a == "own" else a, known if b == "own" else b)
        assert made.decisions() == []
        assert not made.undo("nothing")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"cable", "power", "school"}),
        ({"query": "sjøkabel kuttet"}, {"cable"}),
        ({"query": "HUSSTANDENE"}, {"power"}),
        ({"query": "og i på"}, set()),
        ({"query": "finnes ikke her"}, set()),
        ({"outlet": "Vestposten"}, {"cable"}),
        ({"outlet": "søravisa"}, {"cable", "power"}),
        ({"speaker": "vik"}, {"cable"}),
        ({"speaker": "Dal"}, {"cable", "power"}),
        ({"max_origins": 1}, {"power", "school"}),
        ({"min_outlets": 4}, {"cable"}),
        ({"contradicted": True}, {"cable"}),
        ({"hearsay": True}, {"cable"}),
        ({"since": "2026-03-06"}, {"school"}),
        ({"until": "2026-03-01"}, {"cable", "power"}),
        ({"query": "Nesvik", "max_origins": 1}, {"power"}),
        ({"limit": 1}, {"school"}),
        ({"limit": 1, "offset": 1}, {"power"}),
    ],
)
def test_claims_are_found_by_words_and_by_what_they_are(tmp_path: Path, asked: dict[str, Any], found: set[str]) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        names = {
            claim_of(made, "Kysttelegraf", CUT).id: "cable",
            claim_of(made, "Kysttelegraf", FIVE).id: "power",
            claim_of(made, "Innlandet", "Skolen på Lia").id: "school",
        }
        assert len(names) == 3
        assert {names[c.id] for c in made.claims(**asked)} == found


def test_a_claim_is_found_by_its_id_and_by_those_of_its_statements(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        for claim in made.claims():
            assert made.claim(claim.id) == claim
            assert all(made.claim(c.id) == claim for c in claim.statements)
        assert made.claim("nobody") is None and made.claim("") is None


def test_claims_are_sought_by_words_and_meaning_together(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        best = made.search("kuttet sjøkabelen ved Nesvik", limit=2)
        assert best[0].id == claim_of(made, "Kysttelegraf", CUT).id and len(best) <= 2
        assert made.search("  ") == []


def test_speakers_are_counted_over_articles(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        (dal,) = made.speakers("Dal")
        assert (dal.name, dal.kind, dal.statements) == ("Ola Dal", "person", 5)
        assert set(dal.outlets) == {"Kysttelegraf", "Søravisa", "Nordavisa", "Østposten"}


@pytest.mark.parametrize("form", [f.name for f in FORMATS.values() if f.extra is None])
def test_claims_are_exported(tmp_path: Path, form: str) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        out, part = io.BytesIO(), io.BytesIO()
        assert made.export(form, out) > made.export(form, part, "Lia") > 0
        assert "Skolen på Lia" in part.getvalue().decode().replace("{", "").replace("}", "")
        assert "Kysttelegraf" in out.getvalue().decode() and "Kysttelegraf" not in part.getvalue().decode()


def test_exported_lines_are_the_claims(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        out = io.BytesIO()
        assert made.export("jsonl", out) == 3
        assert [json.loads(line) for line in out.getvalue().splitlines()] == dump_claims(made)
        with pytest.raises(UsageError):
            made.export("stone", out)


def test_bad_input_among_good_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    binary = tmp_path / "picture.txt"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    with ledger(tmp_path / "a.db") as made:
        heard: list[int] = []
        report = made.add(
            tmp_path / "absent.txt", first(), empty, binary, other(), progress=lambda r: heard.append(r.articles)
        )
        assert (report.new, report.statements) == (2, 3)
        assert heard == [1, 2]
        assert isinstance(report.failures[0], MissingInputError)
        assert len(report.failures) == 3 and all(isinstance(f, BeleggError) for f in report.failures)
        assert len(made.claims()) == 3


@pytest.mark.parametrize(
    ("words", "published"),
    [
        ("1" * 400 + " skip er savnet", "2026-03-01"),
        ("100 m ² er oversvømt", "0001-01-01T00:00:00+05:00"),
        ("noe \ud800 er galt", "9999-12-31T23:59:00-05:00"),
        ("noe \0 er galt", "²²²²"),
        ("…", ""),
    ],
)
def test_odd_words_and_times_do_not_hold_up_the_others(tmp_path: Path, words: str, published: str) -> None:
    odd = story("Rarposten", "Rart", f"{words}, sier Kari Vik i Nesvik.", (words, "Kari Vik"))
    shaped = reading("Rart", f"{words}, sier Kari Vik i Nesvik.", odd.statements, published=published)
    with ledger(tmp_path / "a.db", shaped, first()) as made:
        assert carriers(made, FIVE)
        assert made.update() == 0
        before = dump(made)
        made.rebuild()
        assert dump(made) == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        before = dump(made)
        report = made.add(first(), other(), dry_run=True)
        assert (report.new, report.same) == (1, 1)
        assert dump(made) == before


def test_unmatched_articles_wait_for_an_update(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db") as made:
        made.add(first(), copied(), retold(), later(), denial(), match=False)
        assert made.claims() == []
        assert made.update() == 5
        assert len(made.claims()) >= 2
    with ledger(tmp_path / "a.db", readonly=True) as reader:
        assert len(reader.claims()) >= 2


def test_an_article_that_states_nothing_is_kept_without_claims(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", without_statements()) as made:
        assert len(made.store.articles()) == 1 and made.claims() == []
        assert made.check() == []


def test_claims_of_another_recipe_are_told_until_they_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger(tmp_path / "a.db") as made:
        assert not made.outdated()
        made.add(first())
        assert not made.outdated()
        monkeypatch.setattr("belegg.follow._engines.RULES", -1)
        made.engines = Engines()
        made.engines._vectors = vectors()
        assert made.outdated()
        made.add(other())
        assert made.outdated()
        made.rebuild()
        assert not made.outdated()


def test_claims_from_before_recipes_were_kept_are_outdated(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        made._index._recipe = None
        made.rebuild()
        assert made.outdated()


def test_a_recipe_is_of_the_rules_the_matcher_and_the_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def recipe(**members: str) -> int:
        path = tmp_path / "w.belegg"
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("vectors.onnx", "pieces.json", "embeddings.q4", "roles.onnx"):
                archive.writestr(name, members.get(name.split(".")[0], "as it was"))
        return Engines(path).recipe

    one = recipe()
    assert recipe() == recipe(roles="another reader") == one
    assert len({recipe(vectors="x"), recipe(pieces="x"), recipe(embeddings="x"), one}) == 4
    monkeypatch.setattr("belegg.follow._engines.scorer_bytes", lambda: b"{}")
    assert recipe() != one


def test_without_weights_nobody_can_tell_whether_claims_are_outdated(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        made.engines = Engines(tmp_path / "none.belegg")
        assert not made.outdated()
