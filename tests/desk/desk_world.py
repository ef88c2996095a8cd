"""A desk over a small made-up ledger (the cable of the ledger's tests), with a cheap embedder and a cheap reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from follow_story import SCORER, everything
from match_samples import said, vectors
from starlette.testclient import TestClient

from belegg.desk import DeskApp, DeskOptions, create_app
from belegg.desk._desk import Desk
from belegg.desk._writer import Writer
from belegg.follow import Ledger
from belegg.follow._claims import Composer
from belegg.follow._index import Index
from belegg.reader import Reader
from belegg.types import Article, Reading

BASE = "http://127.0.0.1:8017"
_SAID = re.compile(r"(?P<who>[A-ZÆØÅ]\w+(?: [A-ZÆØÅ]\w+)*) sier at (?P<what>[^.]+)\.")


class SimpleReader:
    """Reads only «NAME sier at … .»: enough for a desk to show something, without the model."""

    def read(self, article: Article) -> Reading:
        found = tuple(
            said(article.text, match["what"], match["who"], outlet=article.outlet)
            for match in _SAID.finditer(article.text)
        )
        return Reading(article, statements=found)

    def pipe(self, articles: list[Article]) -> Iterator[Reading]:
        return map(self.read, articles)


def open_ledger(path: Path | str) -> Ledger:
    """A ledger for writing whose matching needs no model."""
    made = Ledger(path)
    made.engines._vectors = vectors()
    made.engines._reader = cast(Reader, SimpleReader())
    made.__dict__["_index"] = Index(
        made.store, lambda: made.engines.vectors, SCORER, Composer(made.outlets), lambda: made.engines.recipe
    )
    return made


def make_ledger(path: Path, *readings: Reading) -> Path:
    """Fill a ledger: by default with all of the cable's story (copies, hearsay, a denial, a later figure)."""
    with open_ledger(path) as made:
        made.add(*(readings or everything()))
    return path


def make_desk(folder: Path, *readings: Reading, empty: bool = False, **options: Any) -> DeskApp:
    """A desk over a ledger in `folder` that holds `readings` (by default the cable's story), and needs no model."""
    path = folder / "news.db"
    if not empty and not path.exists():
        make_ledger(path, *readings)
    app = create_app(DeskOptions(path, **options))
    desk = cast(Desk, app.state.desk)
    desk.writer = Writer(lambda: open_ledger(path))
    desk.ledger.engines._vectors = vectors()
    desk.ledger.engines._reader = cast(Reader, SimpleReader())
    return app


@contextmanager
def client(folder: Path, *readings: Reading, empty: bool = False, **options: Any) -> Iterator[tuple[TestClient, Desk]]:
    """A client of such a desk."""
    app = make_desk(folder, *readings, empty=empty, **options)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as made:
        yield made, app.state.desk
