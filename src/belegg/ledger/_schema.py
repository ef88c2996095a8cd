"""The tables of a ledger in SQLite, and the steps from one version of them to the next.

Primary data, only ever added to::

    articles ──< addresses            a page, and every address that led to it
       └──< versions ──< readings     what it said, and what was read in that
       └──< statements ──< appearances >── readings
    decisions, changes
    news                              what happened to claims when; only ``gone`` follows the claims

Derived data, made again at any time: ``speakers``, ``speaker_tallies``, ``voices``, ``heads`` (kept by the store
itself), ``signatures``, ``edges``, ``sketches``, ``bands``, ``copies``, ``claims`` and what hangs on it (kept through
`apply`).
"""

from __future__ import annotations

from typing import Final

__all__ = ["APPLICATION_ID", "DERIVED", "MIGRATIONS", "PRIMARY", "VERSION", "WORDS"]

APPLICATION_ID: Final = 0x42454C47
"""``BELG`` in the header of the file: what `file` and SQLite tools can know a ledger by."""

_PRIMARY = (
    """CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        current TEXT NOT NULL REFERENCES readings (id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE addresses (
        url TEXT PRIMARY KEY,
        key TEXT NOT NULL,
        article TEXT NOT NULL REFERENCES articles (id),
        rank INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX addresses_key ON addresses (key)",
    "CREATE INDEX addresses_article ON addresses (article)",
    """CREATE TABLE versions (
        id TEXT PRIMARY KEY,
        article TEXT NOT NULL REFERENCES articles (id),
        title TEXT,
        published TEXT,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX versions_article ON versions (article, at, id)",
    """CREATE TABLE readings (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL REFERENCES versions (id),
        source TEXT NOT NULL,
        outlet TEXT,
        language TEXT,
        wire TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX readings_version ON readings (version, id, source)",
    """CREATE TABLE statements (
        id TEXT PRIMARY KEY,
        article TEXT NOT NULL REFERENCES articles (id),
        content TEXT NOT NULL,
        cue TEXT NOT NULL,
        source TEXT NOT NULL,
        nth INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX statements_article ON statements (article)",
    """CREATE TABLE appearances (
        reading TEXT NOT NULL REFERENCES readings (id),
        place INTEGER NOT NULL,
        statement TEXT NOT NULL REFERENCES statements (id),
        speaker TEXT,
        kind TEXT NOT NULL,
        certainty TEXT NOT NULL,
        hearsay INTEGER NOT NULL CHECK (hearsay IN (0, 1)),
        PRIMARY KEY (reading, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX appearances_statement ON appearances (statement)",
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        a TEXT NOT NULL,
        b TEXT,
        value TEXT,
        who TEXT NOT NULL,
        made TEXT NOT NULL,
        at TEXT NOT NULL,
        undone TEXT
    ) STRICT""",
    # AUTOINCREMENT: a number is never given twice, so a cursor never skips what came after it.
    """CREATE TABLE changes (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO state (name, value) VALUES ('cursor', 0)",
)

_SPEAKERS = (
    "CREATE TABLE speakers (key TEXT PRIMARY KEY, statements INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX speakers_most ON speakers (statements DESC, key)",
    """CREATE TABLE speaker_tallies (
        key TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        statements INTEGER NOT NULL,
        PRIMARY KEY (key, field, value)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE voices (
        key TEXT NOT NULL,
        article TEXT NOT NULL,
        at TEXT NOT NULL,
        published TEXT,
        statements INTEGER NOT NULL,
        PRIMARY KEY (key, article)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX voices_time ON voices (key, at, article)",
)

_MATCHED = (
    """CREATE TABLE signatures (
        statement TEXT PRIMARY KEY,
        article TEXT NOT NULL REFERENCES articles (id),
        day INTEGER,
        vector BLOB NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX signatures_article ON signatures (article, statement)",
    "CREATE INDEX signatures_day ON signatures (day, statement)",
    "CREATE INDEX signatures_heads ON signatures (day, statement) WHERE statement = article",
    """CREATE TABLE edges (
        a TEXT NOT NULL,
        b TEXT NOT NULL,
        score REAL NOT NULL,
        PRIMARY KEY (a, b),
        CHECK (a < b)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX edges_b ON edges (b)",
    """CREATE TABLE sketches (
        article TEXT PRIMARY KEY REFERENCES articles (id),
        sketch BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE bands (
        band BLOB NOT NULL,
        article TEXT NOT NULL REFERENCES articles (id),
        PRIMARY KEY (band, article)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX bands_article ON bands (article)",
    """CREATE TABLE copies (
        article TEXT NOT NULL REFERENCES articles (id),
        original TEXT NOT NULL REFERENCES articles (id),
        share REAL NOT NULL,
        PRIMARY KEY (article, original)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX copies_original ON copies (original)",
)

# What both steps make of claims, to the letter.
_FLAGGED = (
    "CREATE INDEX claims_contradicted ON claims (last_at DESC, id) WHERE contradicted = 1",
    "CREATE INDEX claims_hearsay ON claims (last_at DESC, id) WHERE hearsay = 1",
)
_MEMBERS = (
    """CREATE TABLE claim_members (
        statement TEXT PRIMARY KEY,
        claim INTEGER NOT NULL REFERENCES claims (n) ON DELETE CASCADE,
        place INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX claim_members_claim ON claim_members (claim, place)",
)
_FOUND_BY = (
    """CREATE TABLE claim_outlets (
        name INTEGER NOT NULL REFERENCES names (id),
        claim INTEGER NOT NULL REFERENCES claims (n) ON DELETE CASCADE,
        PRIMARY KEY (name, claim)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX claim_outlets_claim ON claim_outlets (claim)",
    """CREATE TABLE claim_speakers (
        name INTEGER NOT NULL REFERENCES names (id),
        claim INTEGER NOT NULL REFERENCES claims (n) ON DELETE CASCADE,
        PRIMARY KEY (name, claim)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX claim_speakers_claim ON claim_speakers (claim)",
    # The terms come folded and stemmed, so the tokenizer may only cut them at blanks and marks.
    """CREATE VIRTUAL TABLE claim_words USING fts5 (
        terms, content = 'claim_bodies', content_rowid = 'n', tokenize = "unicode61 remove_diacritics 0"
    )""",
)

_CLAIMS = (
    # Narrow, so that even a search that no index helps reads few pages; the wide parts are in claim_bodies.
    """CREATE TABLE claims (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        first_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        min_origins INTEGER NOT NULL,
        max_origins INTEGER NOT NULL,
        outlets INTEGER NOT NULL,
        contradicted INTEGER NOT NULL CHECK (contradicted IN (0, 1)),
        hearsay INTEGER NOT NULL CHECK (hearsay IN (0, 1))
    ) STRICT""",
    # Holds every column that can be asked for: the latest claims are found without a look at the table.
    """CREATE INDEX claims_latest
        ON claims (last_at DESC, id, first_at, max_origins, outlets, contradicted, hearsay)""",
    *_FLAGGED,
    """CREATE TABLE claim_bodies (
        n INTEGER PRIMARY KEY REFERENCES claims (n) ON DELETE CASCADE,
        terms TEXT NOT NULL,
        first TEXT,
        last TEXT,
        outlets TEXT NOT NULL,
        speakers TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    *_MEMBERS,
    "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    *_FOUND_BY,
)

# Derived data is thrown away and made anew (see `belegg.ledger._upgrade`), so its tables need not be carried over.
_DESK = (
    "DROP TABLE claim_words",
    "DROP TABLE claim_speakers",
    "DROP TABLE claim_outlets",
    "DROP TABLE names",
    "DROP TABLE claim_members",
    "DROP TABLE claim_bodies",
    "DROP TABLE claims",
    # Narrow, so that even a search that no index helps reads few pages; the wide parts are in claim_bodies.
    """CREATE TABLE claims (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        first_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        min_origins INTEGER NOT NULL,
        max_origins INTEGER NOT NULL,
        outlets INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        contradicted INTEGER NOT NULL CHECK (contradicted IN (0, 1)),
        hearsay INTEGER NOT NULL CHECK (hearsay IN (0, 1)),
        hardens INTEGER NOT NULL CHECK (hardens IN (0, 1)),
        traits INTEGER NOT NULL
    ) STRICT""",
    # Holds every column that can be asked for: the latest claims are found without a look at the table.
    """CREATE INDEX claims_latest
        ON claims (last_at DESC, id, first_at, min_origins, max_origins, outlets, contradicted, hearsay, traits)""",
    "CREATE INDEX claims_facts ON claims (traits, min_origins, max_origins, outlets, contradicted, hearsay)",
    *_FLAGGED,
    # How many claims are alike: a few thousand rows that a million claims are counted by.
    """CREATE TABLE claim_tallies (
        traits INTEGER NOT NULL,
        min_origins INTEGER NOT NULL,
        max_origins INTEGER NOT NULL,
        outlets INTEGER NOT NULL,
        contradicted INTEGER NOT NULL,
        hearsay INTEGER NOT NULL,
        claims INTEGER NOT NULL,
        PRIMARY KEY (traits, min_origins, max_origins, outlets, contradicted, hearsay)
    ) STRICT, WITHOUT ROWID""",
    # What is told in a line comes first: what follows may lie on other pages.
    """CREATE TABLE claim_bodies (
        n INTEGER PRIMARY KEY REFERENCES claims (n) ON DELETE CASCADE,
        text TEXT NOT NULL,
        first TEXT,
        last TEXT,
        outlets TEXT NOT NULL,
        speakers TEXT NOT NULL,
        terms TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    *_MEMBERS,
    "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, written TEXT NOT NULL) STRICT",
    """CREATE TABLE name_words (
        word TEXT NOT NULL,
        name INTEGER NOT NULL REFERENCES names (id),
        PRIMARY KEY (word, name)
    ) STRICT, WITHOUT ROWID""",
    *_FOUND_BY,
    """CREATE TABLE news (
        claim TEXT NOT NULL,
        kind TEXT NOT NULL,
        seq INTEGER NOT NULL,
        gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
        PRIMARY KEY (claim, kind)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX news_latest ON news (kind, gone, seq)",
    # What articles are listed by; `outlet` and `title` are folded, `added` is the last change of the article.
    """CREATE TABLE heads (
        n INTEGER PRIMARY KEY,
        article TEXT NOT NULL UNIQUE REFERENCES articles (id),
        at TEXT NOT NULL,
        outlet TEXT NOT NULL,
        title TEXT NOT NULL,
        statements INTEGER NOT NULL,
        added INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX heads_latest ON heads (at, article)",
    "CREATE INDEX heads_outlet ON heads (outlet, at, article)",
    """CREATE VIRTUAL TABLE head_words USING fts5 (
        title, content = 'heads', content_rowid = 'n', tokenize = "unicode61 remove_diacritics 0"
    )""",
    "ALTER TABLE appearances ADD COLUMN form TEXT",
    "INSERT INTO state (name, value) VALUES ('remade', 0), ('articles', 0), ('statements', 0)",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = ((*_PRIMARY, *_SPEAKERS, *_MATCHED, *_CLAIMS), _DESK)
"""``MIGRATIONS[i]`` makes version ``i + 1`` of version ``i``; version 0 is an empty file. Never change one that was
released: add the next."""

VERSION: Final = len(MIGRATIONS)

DERIVED: Final = (
    "claim_outlets",
    "claim_speakers",
    "claim_members",
    "claim_bodies",
    "claim_tallies",
    "claims",
    "name_words",
    "names",
    "copies",
    "bands",
    "sketches",
    "edges",
    "signatures",
    "voices",
    "speaker_tallies",
    "speakers",
    "heads",
)
"""The tables that can be emptied, in an order that their references allow."""

PRIMARY: Final = (
    "articles",
    "addresses",
    "versions",
    "readings",
    "statements",
    "appearances",
    "decisions",
    "changes",
    "state",
    "news",
)
"""The tables that cannot be made again."""

WORDS: Final = ("claim_words", "head_words")
"""The search indexes of derived tables, which stand in tables of their own."""
