"""`Ledger`: one object for everything that can be done with a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Self

from belegg import settings
from belegg.claims import Claim, Speech
from belegg.errors import BeleggError, LedgerFormatError, UsageError
from belegg.follow._asked import asked_for, check_names, check_number, check_place, check_seconds, rating
from belegg.follow._asking import Asking, spoken
from belegg.follow._care import faults
from belegg.follow._claims import Composer
from belegg.follow._engines import Engines
from belegg.follow._ids import whole_id
from belegg.follow._index import Index
from belegg.follow._parting import PARTING, partner, together
from belegg.follow._settling import PAIRS, standing
from belegg.follow._wholes import Text, Wholes
from belegg.ledger import Added, Decision, Outlets, Problem, Store, decision_id, open_store
from belegg.ledger._open import without_password
from belegg.match import shipped_scorer
from belegg.types import Article, Reading

_AT_ONCE = 16
_LOOKS = 3
"""So often claims are looked at, to see whether what does not fit is only being written."""


@dataclass
class Report:
    """What an `add` did: how many articles were new, changed, known already; and what failed, with reasons."""

    new: int = 0
    changed: int = 0
    same: int = 0
    statements: int = 0
    failures: list[BeleggError] = field(default_factory=list)

    @property
    def articles(self) -> int:
        return self.new + self.changed + self.same


class Ledger(Asking):
    """Articles, what they state, and what that is worth.

    Parameters
    ----------
    path
        The file (made where there is none) or ``postgresql://…``; default: the setting ``BELEGG_LEDGER``, else
        ``belegg.db`` in the current folder.
    readonly
        Nothing is made or changed.
    model_path, outlets
        Another weights file; a file of outlets that adds to the table that ships.
    engines
        The networks of another ledger, so that they are loaded once for both; `model_path` is then not looked at.
    query_seconds
        A question that takes longer is stopped with `LedgerTimeoutError`; None: however long it takes.

    Several threads may ask at a time; only one may add or decide.

    Raises
    ------
    LedgerError
        It cannot be opened.
    UsageError
        The value of an argument makes no sense (an unknown kind, a time that is none, a rating that is none).

    >>> with Ledger("news.db") as ledger:                      # doctest: +SKIP
    ...     ledger.add("archive.jsonl")
    ...     for claim in ledger.claims("sabotasje", max_origins=1):
    ...         print(claim.text, claim.origins.why)
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        readonly: bool = False,
        model_path: str | Path | None = None,
        outlets: str | Path | None = None,
        query_seconds: float | None = None,
        engines: Engines | None = None,
    ) -> None:
        self.path = path if path is not None else settings.LEDGER.get()
        check_place(self.path)
        check_seconds(query_seconds)
        self.engines = engines or Engines(model_path)
        self.store: Store = open_store(self.path, readonly=readonly, query_seconds=query_seconds)
        extra = Path(outlets) if outlets is not None else settings.OUTLETS.get()
        self.outlets = Outlets.load(extra)
        self._last = datetime.min.replace(tzinfo=UTC)

    @cached_property
    def _wholes(self) -> Wholes:
        return Wholes(self.store, without_password(str(self.path)))

    @cached_property
    def _index(self) -> Index:
        # Who only asks needs no scorer.
        engines = self.engines
        return Index(
            self.store, lambda: engines.vectors, shipped_scorer(), Composer(self.outlets), lambda: engines.recipe
        )

    def close(self) -> None:
        """Give the ledger back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- adding

    def add(
        self,
        *inputs: str | Path | Article | Reading,
        progress: Callable[[Report], None] = lambda report: None,
        dry_run: bool = False,
        match: bool = True,
    ) -> Report:
        """Add articles: paths, addresses, folders, archives, or articles and readings made elsewhere.

        Every article is safe in the ledger when `progress` hears of it; what is there already is not read again.
        Failures are in the report, and the others go on.

        Parameters
        ----------
        dry_run
            Say what would be done, and write nothing.
        match
            Bring the claims up to date at the end (and on the way); else do it with `update`.
        """
        report = Report()
        for reading in self._readings(_given(inputs), report, progress):
            if dry_run:
                _count(report, "same" if self.store.has(reading) else "new", len(reading.statements))
            else:
                done: Added = self.store.add(reading)
                _count(report, done.status, done.statements)
            progress(report)
            if match and not dry_run and report.new + report.changed and (report.articles % (2 * _AT_ONCE) == 0):
                self._index.run()
        if match and not dry_run:
            self._index.run()
        return report

    def _readings(
        self, items: Iterable[Article | Reading | BeleggError], report: Report, progress: Callable[[Report], None]
    ) -> Iterator[Reading]:
        waiting: list[Article] = []
        for item in items:
            if isinstance(item, BeleggError):
                report.failures.append(item)
            elif isinstance(item, Reading):
                yield item
            elif self.store.has(Reading(item)):
                # There already, word for word: what it took to read it is saved.
                report.same += 1
                progress(report)
            else:
                waiting.append(item)
                if len(waiting) >= _AT_ONCE:
                    yield from self.engines.reader.pipe(waiting)
                    waiting = []
        if waiting:
            yield from self.engines.reader.pipe(waiting)

    def update(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Bring the claims up to date with all articles and decisions; gives how many changes were taken in."""
        return self._index.run(progress)

    def rebuild(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Throw away all that is derived and make it again from articles and decisions."""
        self.store.drop_derived()
        return self._index.run(progress)

    # -- asking

    def claims(self, query: str | None = None, **asked: Any) -> list[Claim]:
        """Claims, the latest first, or with `query` those whose words match best.

        The other arguments are the fields of `belegg.ledger.ClaimQuery`: since, until, outlet, speaker, kind,
        certainty, language, min_origins, max_origins, min_outlets, contradicted, hearsay, limit, offset.
        `since` and `until` may be a `date` or `datetime` too.
        """
        found = asked_for(query, asked)
        return self.claims_by_id(self._wholes.ids(found)) if found else []

    def claims_by_id(self, ids: Sequence[str]) -> list[Claim]:
        """The claims of these ids, in the order asked for; unknown ids are left out."""
        return self._wholes.claims(self.store.documents(ids))

    def claim(self, id: str) -> Claim | None:
        """One claim by its id, or by the id of a statement that carries it; of either the beginning is enough (four
        characters or more) where no other id begins so.

        Raises
        ------
        UsageError
            Several ids begin so.
        """
        found = self.claims_by_id([id])
        if not found:
            home = self.store.claims_of([id]).get(id)
            found = self.claims_by_id([home]) if home else []
        if found:
            return found[0]
        whole = whole_id(self.store, id)
        return self.claim(whole) if whole is not None and whole != id else None

    def texts(self, articles: Sequence[str]) -> dict[str, Text]:
        """The texts of articles in their current versions, with where their statements stand; unknown ids are left
        out. Cheaper than `reading` where only passages are wanted."""
        return self._wholes.texts(articles)

    def search(self, query: str, limit: int = 20) -> list[Claim]:
        """Claims by words and meaning together; both rankings are merged."""
        from belegg.follow._search import search

        check_number("limit", limit, least=0)
        return self.claims_by_id(search(self.store, self._wholes.ids, self.engines.vectors, query, limit))

    def speakers(self, query: str | None = None, limit: int = 100) -> list[Speech]:
        """Who speaks most, or whose names hold `query`; merged names are one."""
        check_number("limit", limit, least=0)
        return [spoken(found) for found in self.store.speakers(query, limit)]

    # -- deciding

    def decide(
        self, kind: str, a: str, b: str | None = None, *, value: str | None = None, who: str = "me", match: bool = True
    ) -> Decision:
        """Remember a decision: ``join``, ``split``, ``accept`` or ``reject`` two statements (a claim's id stands for
        its first), ``rate`` a statement (`value`: the Admiralty code, A1 to F6), ``merge`` or ``unmerge``
        two names. It outlives every rebuild.

        ``join`` and ``accept`` make one claim of the two that the statements are in; ``split`` and ``reject`` take `a`
        alone out of the claim that it shares with `b`.

        Raises
        ------
        UsageError
            It makes no sense, or a decision that holds keeps statements of the two claims apart.
        """
        if kind not in ("join", "split", "accept", "reject", "rate", "merge", "unmerge"):
            raise UsageError(f"no such decision: {kind}", remedy="join, split, accept, reject, rate, merge or unmerge")
        if not isinstance(a, str) or not isinstance(b, str | None):
            raise UsageError(f"{kind} takes ids or names, which are texts")
        if (value is None) is (kind == "rate"):
            raise UsageError("a value goes with rate, and with nothing else")
        if kind in ("merge", "unmerge"):
            check_names(kind, a, b)
        elif kind == "rate":
            if b is not None:
                raise UsageError("rate takes one statement, and a value")
            a, value = self._rated(a), rating(value)
        else:
            a, b = self._statement(a), self._statement(b) if b else None
            if b is None or a == b:
                raise UsageError(f"{kind} takes two statements or claims")
            if kind not in PARTING:
                self._joinable(a, b)
        made = _decision(kind, a, b, value, who, self._moment())
        self.store.decide(made)
        if match:
            self._index.run()
        return made

    def part(self, statement: str, *, kind: str = "split", who: str = "me", match: bool = True) -> list[Decision]:
        """Take a statement out of its claim: ``split`` or ``reject`` it from each of the others, whose grouping stays.

        It is one action, kept whole or not at all: what is given are its decisions, that about the nearest statement
        first, and `undo` of any of them undoes all.

        Raises
        ------
        UsageError
            No claim has this statement, or the claim has no other one.
        """
        if kind not in PARTING:
            raise UsageError(f"{kind} takes nothing out of a claim", remedy="split or reject")
        claim = self.claim(statement)
        nearest = partner(self.store, claim, statement)
        assert claim is not None
        others = [nearest, *(c.id for c in claim.statements if c.id not in (nearest, statement))]
        when = self._moment()
        made = [_decision(kind, statement, other, None, who, when) for other in others]
        self.store.decide(*made)
        if match:
            self._index.run()
        return made

    def undo(self, decision: str, *, match: bool = True) -> bool:
        """Undo a decision, with those that were made with it by `part`; they are kept, and no longer applied. False
        where it does not hold."""
        known = self.store.decision(decision)
        if known is None or known.undone is not None:
            return False
        ids = [d.id for d in together(self.store.decisions(about=[known.a]), known)]
        done = self.store.undo(*ids, when=self._moment()) > 0
        if done and match:
            self._index.run()
        return done

    def decisions(self, *, about: Sequence[str] | None = None) -> list[Decision]:
        """All decisions that hold, in order of time; with `about` those that name one of these statements or names.

        Of several about the same two statements or names, or somebody's ratings of one statement, the last alone holds.
        The others are kept: they hold again when it is undone.
        """
        return standing(self.store.decisions(about=about))

    def ratings(self, of: Claim | Reading) -> dict[str, list[Decision]]:
        """The ratings that hold of the statements of a claim or an article, by statement, in order of time; of each
        person the last."""
        ids = [s.id for s in of.statements]
        out: dict[str, list[Decision]] = {}
        for d in standing(self.store.decisions(about=ids, kinds=["rate"])):
            out.setdefault(d.a, []).append(d)
        return out

    def _moment(self) -> str:
        """Now, to the millisecond. Never the same twice: what is decided at one moment is one action."""
        self._last = max(datetime.now(UTC), self._last + timedelta(milliseconds=1))
        return self._last.isoformat(timespec="milliseconds")

    def _joinable(self, a: str, b: str) -> None:
        home = self.store.claims_of([a, b])
        members = self.store.claim_members(sorted(set(home.values())))
        # A headline that was taken out of its claim is in none.
        one, two = (set(members[home[s]]) if s in home else {s} for s in (a, b))
        if one == two:
            return
        # What holds about the two themselves gives way to the new decision.
        for d in standing(self.store.decisions(about=sorted(one if len(one) < len(two) else two), kinds=PAIRS)):
            pair = {d.a, d.b}
            if d.kind in PARTING and pair & one and pair & two and pair != {a, b}:
                raise UsageError(
                    f"another decision ({d.kind}) keeps statements of the two claims apart",
                    resource=d.id,
                    remedy=f"belegg undo {d.id[:12]} takes it back",
                )

    def _rated(self, id: str) -> str:
        claim = self.claim(id)
        if claim is not None and len(claim.statements) > 1 and all(c.id != id for c in claim.statements):
            raise UsageError(
                f"this claim has {len(claim.statements)} statements", resource=id, remedy="rate one of them"
            )
        return self._statement(id)

    def _statement(self, id: str) -> str:
        rows = self.store.claims([id])
        if rows:
            return rows[0].members[0]
        if not self.store.claims_of([id]) and self.statement(id) is None:
            raise UsageError("no claim or statement of this id", resource=id, remedy="belegg claims lists them")
        return id

    # -- giving

    def export(self, form: str, out: BinaryIO, query: str | None = None, **asked: Any) -> int:
        """Write claims (those that `claims` gives) in one of the formats of `belegg.export.FORMATS`; gives how many
        records were written."""
        from belegg.export import export_claims

        return export_claims(self.claims(query, **asked), form, out, quoted=lambda c: c.form == "direct")

    def check(self, mend: bool = False) -> list[str]:
        """What is wrong with the ledger; with `mend`, derived data that is damaged is made again."""
        return [str(problem) for problem in self.problems(mend)]

    def problems(self, mend: bool = False) -> list[Problem]:
        """The same, with where it is and whether it can be made again."""
        problems = self._problems()
        if mend and any(p.derived for p in problems):
            failed: list[Problem] = []
            try:
                self.rebuild()
            except LedgerFormatError as error:
                failed = [Problem("", error.message)]
            # What could not be made again now will not be the next time.
            left = [replace(p, derived=False) for p in self._problems()]
            problems = left or failed
        return problems

    def _problems(self) -> list[Problem]:
        found = self.store.problems()
        # Where the store is not whole, its claims cannot be judged.
        return found if any(not p.harmless for p in found) else found + self._faults()

    def _faults(self) -> list[Problem]:
        """What of claims does not fit together, each time it is looked at: what others write between two reads of one
        look does not fit either, but not for long."""
        found: list[Problem] = []
        for look in range(_LOOKS):
            before = self.store.mark()
            now = faults(self.store)
            found = [p for p in now if p in found] if look else now
            if not found or self.store.mark() == before:
                break
        return found


def _decision(kind: str, a: str, b: str | None, value: str | None, who: str, when: str) -> Decision:
    if not who.strip():
        raise UsageError("whose decision it is is empty", remedy="give a name")
    return Decision(decision_id(kind, a, b, value, who, when), kind, a, b, value, who, when)  # type: ignore[arg-type]


def _count(report: Report, status: str, statements: int) -> None:
    if status == "new":
        report.new += 1
        report.statements += statements
    elif status == "version":
        report.changed += 1
        report.statements += statements
    else:
        report.same += 1


def _given(inputs: Sequence[str | Path | Article | Reading]) -> Iterator[Article | Reading | BeleggError]:
    from belegg.extract import articles_in
    from belegg.fetch import Fetcher

    fetcher: Fetcher | None = None
    for item in inputs:
        if isinstance(item, Article | Reading):
            yield item
            continue
        fetcher = fetcher or Fetcher(
            timeout=settings.FETCH_TIMEOUT.get(),
            max_bytes=settings.FETCH_MAX_BYTES.get(),
            user_agent=settings.USER_AGENT.get(),
        )
        yield from articles_in(str(item), fetch=fetcher.fetch, max_bytes=settings.MAX_BYTES.get())
