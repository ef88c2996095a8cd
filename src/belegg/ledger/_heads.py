"""Articles as they are listed: kept up as articles come, so that a page of a large ledger's list is quick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from belegg.claims import ArticleHead, CopyOf
from belegg.ledger._database import Database, Dialect, Params, Row, Run
from belegg.ledger._text import fold, instant, instant_until, plain

__all__ = ["SHOWN", "Heads", "put", "rebuild"]

SHOWN = "SELECT url FROM addresses WHERE article = {} ORDER BY rank, length(url), url LIMIT 1"
"""The address of an article that is shown to people."""

BOUND = 5_000
"""So many articles whose titles match are sorted; where there are more the latest are walked through."""

_CURRENT = """
    SELECT a.id, v.at, r.outlet, v.title,
        (SELECT count(*) FROM appearances p WHERE p.reading = r.id)
    FROM articles a JOIN readings r ON r.id = a.current JOIN versions v ON v.id = r.version
"""
_ALL = f"""
    SELECT x.*, coalesce(l.seq, 0) FROM ({_CURRENT}) AS x
    LEFT JOIN (SELECT id, max(seq) AS seq FROM changes WHERE kind = 'article' GROUP BY id) AS l ON l.id = x.id
"""
_PUT = """
    INSERT INTO heads (article, at, outlet, title, statements, added)
    VALUES (:article, :at, :outlet, :title, :statements, :added)
    ON CONFLICT (article) DO UPDATE SET at = excluded.at, outlet = excluded.outlet, title = excluded.title,
        statements = excluded.statements, added = excluded.added
"""
_HEAD = f"""
    SELECT h.article, v.id, ({SHOWN.format("h.article")}), r.outlet, v.published, r.language, v.title,
        h.statements, h.added
    FROM {{}} JOIN articles a ON a.id = h.article JOIN readings r ON r.id = a.current
    JOIN versions v ON v.id = r.version
"""
_COPIES = f"""
    SELECT k.article, k.original, k.share, r.outlet, v.published, v.title, ({SHOWN.format("a.id")}), k.original = a.id
    FROM (
        SELECT article, original, share, original AS other FROM copies WHERE article = :id
        UNION ALL SELECT article, original, share, article FROM copies WHERE original = :id
    ) AS k
    JOIN articles a ON a.id = k.other JOIN readings r ON r.id = a.current JOIN versions v ON v.id = r.version
    ORDER BY k.share DESC, v.at, a.id
"""


class Heads:
    """The part of a store that lists articles."""

    _db: Database

    def listed(
        self,
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        words: str | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> list[ArticleHead]:
        """Articles, the latest published first, those of no known time last; then the larger id first.

        `before` is the id of the last article of the page before. A time that cannot be read keeps nothing, and so do
        words without a letter or figure.
        """
        asked: dict[str, Any] = {"limit": limit}
        where: list[str] = []
        if outlet is not None:
            where.append("h.outlet = :outlet")
            # No outlet is folded to nothing; an article without one has none to ask for.
            asked["outlet"] = fold(outlet) or None
        if since is not None:
            where.append("h.at >= :since")
            asked["since"] = instant(since) or None
        if until is not None:
            where.append("h.at <= :until AND h.at > ''")
            asked["until"] = instant_until(until) or None
        if words is not None:
            asked["words"] = self._db.dialect.prefixes(fold(words).split())
        if None in asked.values():
            return []
        with self._db.reading() as run:
            if before is not None:
                row = run.one("SELECT at, article FROM heads WHERE article = :id", {"id": plain(before)})
                if row is None:
                    return []
                where.append("(h.at, h.article) < (:at, :article)")
                asked |= {"at": row[0], "article": row[1]}
            if words is not None:
                where.append(self._titled(run, asked["words"]))
            picked = f"""(
                SELECT h.article, h.at, h.statements, h.added FROM heads h WHERE {" AND ".join(where) or "1 = 1"}
                ORDER BY h.at DESC, h.article DESC LIMIT :limit
            ) AS h"""
            rows = run.all(f"{_HEAD.format(picked)} ORDER BY h.at DESC, h.article DESC", asked)
        return [ArticleHead(*row) for row in rows]

    def _titled(self, run: Run, words: str) -> str:
        titled = self._db.dialect.titled
        sql = f"SELECT count(*) FROM (SELECT 1 FROM ({titled}) AS t LIMIT {BOUND + 1}) AS s"
        few = run.all(sql, {"words": words})[0][0] <= BOUND
        # The plus sign keeps the set from leading.
        return f"{'' if few else '+'}h.n IN ({titled})"

    def count_articles(self) -> int:
        """How many articles there are."""
        with self._db.reading() as run:
            return int(run.all("SELECT value FROM state WHERE name = 'articles'")[0][0])

    def copies_of(self, article: str) -> list[CopyOf]:
        """The articles that share text with this one, whichever was first; the largest share first."""
        with self._db.reading() as run:
            rows = run.all(_COPIES, {"id": plain(article)})
        return [
            CopyOf(copy, original, share, outlet, published, title, url, bool(first))
            for copy, original, share, outlet, published, title, url, first in rows
        ]


def put(run: Run, dialect: Dialect, article: str, added: int) -> None:
    """List an article as it now is; `added` is the change that made it so."""
    row = run.all(f"{_CURRENT} WHERE a.id = :article", {"article": article})[0]
    known = run.one("SELECT statements FROM heads WHERE article = :article", {"article": article})
    _count(run, int(known is None), row[4] - (known[0] if known else 0))
    if dialect.unindex_head:
        run.run(dialect.unindex_head, {"article": article})
    run.run(_PUT, _columns((*row, added)))
    if dialect.index_head:
        run.run(dialect.index_head, {"article": article})


def rebuild(run: Run, dialect: Dialect) -> None:
    """List all articles anew; the table is empty."""
    run.run("UPDATE state SET value = 0 WHERE name IN ('articles', 'statements')")

    def heads() -> Iterator[Params]:
        for row in run.stream(_ALL):
            yield _columns(row)

    run.many(_PUT, heads())
    _count(run, *run.all("SELECT count(*), coalesce(sum(statements), 0) FROM heads")[0])
    if dialect.index_heads:
        run.run(dialect.index_heads)


def _count(run: Run, articles: int, statements: int) -> None:
    """So many more."""
    for name, more in (("articles", articles), ("statements", statements)):
        if more:
            run.run("UPDATE state SET value = value + :more WHERE name = :name", {"name": name, "more": int(more)})


def _columns(row: Row) -> dict[str, Any]:
    article, at, outlet, title, statements, added = row
    return {
        "article": article,
        "at": at,
        "outlet": fold(outlet or ""),
        "title": fold(title or ""),
        "statements": statements,
        "added": added,
    }
