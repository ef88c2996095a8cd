"""Articles, versions, statements, decisions, and the log of their changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from belegg.claims import VersionHead
from belegg.extract._url import clean_url
from belegg.ledger import _heads, _speakers
from belegg.ledger._database import NONE, Database, Dialect, Row, Run, among, chunks
from belegg.ledger._failures import parsed
from belegg.ledger._heads import SHOWN
from belegg.ledger._protocol import Added, Change, Decision, DecisionKind, StoredArticle
from belegg.ledger._rows import Rows, ids_of, rows_of, unpack
from belegg.ledger._text import instant, plain
from belegg.ledger._url import url_key
from belegg.types import Article, Reading

__all__ = ["Primary"]

# The version published last; among readings of one version the smallest id, whatever came first.
_CURRENT = """
    SELECT r.id FROM versions v JOIN readings r ON r.version = v.id
    WHERE v.article = :article ORDER BY v.at DESC, v.id DESC, r.id LIMIT 1
"""
_STORED = f"""
    SELECT v.article, v.id, ({SHOWN.format("v.article")}), r.outlet, v.published, r.language, v.title, r.wire, r.body
"""
_BY_ID = f"{_STORED} FROM articles a JOIN readings r ON r.id = a.current JOIN versions v ON v.id = r.version"
_VERSIONS = f"""
    {_STORED} FROM versions v JOIN readings r ON r.version = v.id
    WHERE v.article = :article AND r.id = (SELECT min(id) FROM readings WHERE version = v.id) ORDER BY v.at, v.id
"""
_VERSION_HEADS = f"""
    SELECT v.id, ({SHOWN.format("v.article")}), r.outlet, v.published, r.language, v.title,
        (SELECT count(*) FROM appearances p WHERE p.reading = r.id)
    FROM versions v JOIN readings r ON r.version = v.id
    WHERE v.article = :article AND r.id = (SELECT min(id) FROM readings WHERE version = v.id) ORDER BY v.at, v.id
"""
_VERSION = f"""
    {_STORED} FROM versions v JOIN readings r ON r.version = v.id JOIN articles a ON a.id = v.article
    WHERE v.article = :article AND v.id = :version ORDER BY r.id <> a.current, r.id LIMIT 1
"""
# The last version that has it, the current one before all.
_PLACE = """
    SELECT v.article, v.id FROM appearances p JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version
    JOIN articles a ON a.id = v.article
    WHERE p.statement = :id ORDER BY r.id <> a.current, v.at DESC, v.id DESC LIMIT 1
"""
_PLACE_OF_BARE = """
    SELECT s.article, r.version
    FROM signatures s JOIN articles a ON a.id = s.article JOIN readings r ON r.id = a.current
    WHERE s.statement = :id AND s.statement <> s.article
"""
_KEY = "SELECT key FROM addresses WHERE url = :url"
# What the address itself led to goes before what its key leads to, which may have another one by now.
_OF_URL = "SELECT article FROM addresses WHERE url = :url OR key = :key ORDER BY url <> :url, rank, url LIMIT 1"
_PUT_ADDRESS = """
    INSERT INTO addresses (url, key, article, rank) VALUES (:url, :key, :article, :rank) ON CONFLICT (url) DO NOTHING
"""
_PUT_VERSION = """
    INSERT INTO versions (id, article, title, published, at) VALUES (:version, :article, :title, :published, :at)
    ON CONFLICT (id) DO NOTHING
"""
_PUT_READING = """
    INSERT INTO readings (id, version, source, outlet, language, wire, body)
    VALUES (:id, :version, :source, :outlet, :language, :wire, :body) ON CONFLICT (id) DO NOTHING
"""
_PUT_STATEMENT = """
    INSERT INTO statements (id, article, content, cue, source, nth)
    VALUES (:id, :article, :content, :cue, :source, :nth)
    ON CONFLICT (id) DO NOTHING
"""
_PUT_APPEARANCE = """
    INSERT INTO appearances (reading, place, statement, speaker, kind, certainty, hearsay, form)
    VALUES (:reading, :place, :id, :speaker, :kind, :certainty, :hearsay, :form)
"""
_HAS = """
    SELECT 1 FROM readings r WHERE r.version = :version AND r.source = :source
    AND (:keyless = 1 OR EXISTS (SELECT 1 FROM addresses WHERE url = :url))
"""
_PUT_DECISION = """
    INSERT INTO decisions (id, kind, a, b, value, who, made, at, undone)
    VALUES (:id, :kind, :a, :b, :value, :who, :made, :at, :undone) ON CONFLICT (id) DO NOTHING
"""
_DECISION = "SELECT id, kind, a, b, value, who, made, undone FROM decisions"
_DECIDED = _DECISION.replace(" FROM", ", at FROM")
_LOG = "INSERT INTO changes (kind, id) VALUES (:kind, :id)"


class Primary:
    """The part of a store that is only ever added to."""

    _db: Database

    def add(self, reading: Reading) -> Added:
        """Keep a reading; durable when this returns.

        The same words at the same page again add nothing; an address not seen before is noted. Other words are a new
        version, and a statement whose words stayed keeps its id.

        Raises
        ------
        LedgerBusyError
            Another process kept writing; nothing was written.
        LedgerError
            The disk is full, the ledger is read-only or damaged; nothing was written.
        """
        return self.add_many([reading])[0]

    def add_many(self, readings: Sequence[Reading]) -> list[Added]:
        """Keep several readings in one transaction: all of them or none."""
        with self._db.reading() as run:
            known = [_known(run, reading.article) for reading in readings]
        prepared = [rows_of(reading, key) for reading, key in zip(readings, known, strict=True)]
        with self._db.writing() as run:
            return [_add(run, self._db.dialect, rows) for rows in prepared]

    def has(self, reading: Reading) -> bool:
        """Whether `add` would write nothing for this article. Its statements do not matter, so ``Reading(article)`` can
        be asked about before anybody has read it."""
        with self._db.reading() as run:
            ids = ids_of(reading.article, _known(run, reading.article))
            keyless = int(ids.key is None)
            asked = {"version": ids.version, "source": ids.source, "keyless": keyless, "url": ids.url or ""}
            return run.one(_HAS, asked) is not None

    def article(self, id: str) -> StoredArticle | None:
        """The article in its current version; None where there is none of this id."""
        with self._db.reading() as run:
            row = run.one(f"{_BY_ID} WHERE a.id = :id", {"id": plain(id)})
        return self._stored(row) if row else None

    def articles(self, after: str = "", limit: int = 1000) -> list[StoredArticle]:
        """Articles in the order of their ids, from the one after `after` on; an empty list is the end."""
        with self._db.reading() as run:
            rows = run.all(
                f"{_BY_ID} WHERE a.id > :after ORDER BY a.id LIMIT :limit", {"after": plain(after), "limit": limit}
            )
        return [self._stored(row) for row in rows]

    def versions(self, article: str) -> list[StoredArticle]:
        """All versions of an article, the current one last."""
        with self._db.reading() as run:
            return [self._stored(row) for row in run.all(_VERSIONS, {"article": plain(article)})]

    def version_heads(self, article: str) -> list[VersionHead]:
        """The same without what was read in them."""
        with self._db.reading() as run:
            return [VersionHead(*row) for row in run.all(_VERSION_HEADS, {"article": plain(article)})]

    def version(self, article: str, version: str) -> StoredArticle | None:
        """The article in one of its versions; None where there is none of these ids."""
        with self._db.reading() as run:
            row = run.one(_VERSION, {"article": plain(article), "version": plain(version)})
        return self._stored(row) if row else None

    def place_of(self, statement: str) -> tuple[str, str] | None:
        """The article of a statement, or of a part of a headline that carries a claim, and the version that has it:
        the current one where it does, else the last."""
        asked = {"id": plain(statement)}
        with self._db.reading() as run:
            row = run.one(_PLACE, asked) or run.one(_PLACE_OF_BARE, asked)
        return (row[0], row[1]) if row else None

    def article_of_url(self, url: str) -> str | None:
        """The id of the article that an address leads to, in any of its variants (AMP, mobile, tracking, archive)."""
        key = url_key(url)
        if key is None:
            return None
        with self._db.reading() as run:
            row = run.one(_OF_URL, {"key": key, "url": clean_url(url)})
        return row[0] if row else None

    def _stored(self, row: Row) -> StoredArticle:
        article, version, url, outlet, published, language, title, wire, body = row
        _, reading = unpack(body, self._db.name)
        if url is not None:
            reading["article"]["url"] = url
        return StoredArticle(
            id=article,
            version=version,
            url=reading["article"]["url"],
            outlet=outlet,
            published=published,
            language=language,
            title=title,
            wire=tuple(parsed(wire, self._db.name)),
            reading=reading,
        )

    def decide(self, *decisions: Decision) -> None:
        """Keep decisions, all of them or none. One that is known is left as it is, undone or not.

        Raises
        ------
        ValueError
            There is another decision of this id.
        """
        with self._db.writing() as run:
            for decision in decisions:
                _decide(run, decision)

    def undo(self, *decisions: str, when: str) -> int:
        """Mark decisions as undone, in one transaction; they are kept. How many of them stood until then."""
        done = 0
        with self._db.writing() as run:
            for id in map(plain, decisions):
                sql = "UPDATE decisions SET undone = :made WHERE id = :id AND undone IS NULL"
                if run.run(sql, {"id": id, "made": when}):
                    run.run(_LOG, {"kind": "decision", "id": id})
                    done += 1
        return done

    def decision(self, id: str) -> Decision | None:
        """The decision of this id, undone or not; None where there is none."""
        with self._db.reading() as run:
            row = run.one(f"{_DECISION} WHERE id = :id", {"id": plain(id)})
        return Decision(*row) if row else None

    def decisions(
        self, *, undone: bool = False, about: Sequence[str] | None = None, kinds: Sequence[DecisionKind] | None = None
    ) -> list[Decision]:
        """The decisions that stand, in order of time; with `undone` all that were ever made.

        `about` keeps those that have one of these ids or names, written so, as `a` or `b`; `kinds` those of a kind.
        """
        found: dict[str, Row] = {}
        with self._db.reading() as run:
            for where, params in _narrowed(undone, about, kinds):
                found.update((row[0], row) for row in run.all(f"{_DECIDED} {where}", params))
        rows = sorted(found.values(), key=lambda row: (row[-1], row[0]))
        return [Decision(*row[:-1]) for row in rows]

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        """What changed after the change of this number, oldest first."""
        with self._db.reading() as run:
            rows = run.all(
                "SELECT seq, kind, id FROM changes WHERE seq > :after ORDER BY seq LIMIT :limit",
                {"after": after, "limit": limit},
            )
        return [Change(*row) for row in rows]

    def last_change(self) -> int:
        """The number of the last change; 0 where nothing ever changed."""
        with self._db.reading() as run:
            return int(run.all("SELECT coalesce(max(seq), 0) FROM changes", NONE)[0][0])

    def stale(self) -> int:
        """How many changes derived data has not taken in yet."""
        sql = "SELECT count(*) FROM changes WHERE seq > (SELECT value FROM state WHERE name = 'cursor')"
        with self._db.reading() as run:
            return int(run.all(sql)[0][0])

    def cursor(self) -> int:
        """The last change that derived data has taken in."""
        with self._db.reading() as run:
            return int(run.all("SELECT value FROM state WHERE name = 'cursor'", NONE)[0][0])


def _known(run: Run, article: Article) -> str | None:
    """The key that the ledger has for the address of an article. `url_key` may have other rules by now, and by them the
    article would be a new one each time it is met."""
    url = clean_url(article.url)
    row = run.one(_KEY, {"url": url}) if url is not None else None
    return row[0] if row else None


def _decide(run: Run, decision: Decision) -> None:
    row = {
        "id": decision.id,
        "kind": decision.kind,
        "a": plain(decision.a),
        "b": None if decision.b is None else plain(decision.b),
        "value": None if decision.value is None else plain(decision.value),
        "who": plain(decision.who),
        "made": decision.when,
        "undone": decision.undone,
    }
    if run.run(_PUT_DECISION, {**row, "at": instant(decision.when)}):
        run.run(_LOG, {"kind": "decision", "id": decision.id})
        return
    known = run.one(f"{_DECISION} WHERE id = :id", {"id": decision.id})
    if known is None or known[:-1] != tuple(row.values())[:-1]:
        raise ValueError(f"another decision has the id {decision.id}")


def _narrowed(
    undone: bool, about: Sequence[str] | None, kinds: Sequence[DecisionKind] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The conditions of `decisions`, as many ids in each as fit into one statement."""
    fixed = [] if undone else ["undone IS NULL"]
    given: dict[str, Any] = {}
    if kinds is not None:
        if not kinds:
            return
        sql, given = among("kind", list(kinds), "k")
        fixed.append(sql)
    if about is None:
        yield (f"WHERE {' AND '.join(fixed)}" if fixed else ""), given
        return
    for chunk in chunks(list(dict.fromkeys(map(plain, about)))):
        left, params = among("a", chunk)
        right, _ = among("b", chunk)
        yield f"WHERE {' AND '.join([*fixed, f'({left} OR {right})'])}", {**params, **given}


def _add(run: Run, dialect: Dialect, rows: Rows) -> Added:
    ids, page = rows.ids, {"article": rows.ids.article}
    known = run.one("SELECT current FROM articles WHERE id = :article", page)
    shown = run.one(SHOWN.format(":article"), page)
    if known is None:
        run.run("INSERT INTO articles (id, current) VALUES (:article, :reading)", {**page, "reading": rows.reading})
    if ids.url is not None:
        run.run(_PUT_ADDRESS, {**page, "url": ids.url, "key": ids.key, "rank": rows.rank})
    version = {**page, "version": ids.version, "title": rows.title, "published": rows.published, "at": rows.at}
    changed = bool(run.run(_PUT_VERSION, version))
    status: Literal["new", "version", "same"] = "new" if known is None else "version" if changed else "same"
    if _put_reading(run, rows):
        best = run.all(_CURRENT, page)[0][0]
        if known is None or best != known[0]:
            run.run("UPDATE articles SET current = :best WHERE id = :article", {**page, "best": best})
            _speakers.move(run, known[0] if known else None, best)
            changed = True
    # A better address to show is a change as well: what is derived names it.
    if changed or run.one(SHOWN.format(":article"), page) != shown:
        (seq,) = run.all(f"{_LOG} RETURNING seq", {"kind": "article", "id": ids.article})[0]
        _heads.put(run, dialect, ids.article, seq)
    return Added(ids.article, ids.version, status, len(rows.statements))


def _put_reading(run: Run, rows: Rows) -> bool:
    """Whether it was not there yet."""
    ids = rows.ids
    row = {
        "id": rows.reading,
        "version": ids.version,
        "source": ids.source,
        "outlet": rows.outlet,
        "language": rows.language,
        "wire": rows.wire,
        "body": rows.body,
    }
    if not run.run(_PUT_READING, row):
        return False
    kept = [
        {
            "id": s.id,
            "article": ids.article,
            "content": s.content,
            "cue": s.cue,
            "source": s.source,
            "nth": s.nth,
            "reading": rows.reading,
            "place": place,
            "speaker": s.speaker,
            "kind": s.kind,
            "certainty": s.certainty,
            "hearsay": s.hearsay,
            "form": s.form,
        }
        for place, s in enumerate(rows.statements)
    ]
    run.many(_PUT_STATEMENT, kept)
    run.many(_PUT_APPEARANCE, kept)
    return True
