"""Which statements carry the same claim, and how claims stand to each other.

Pure: signatures in, claims out; what is kept, and where, is the ledger's concern. Every decision about two statements
depends on their two articles alone, and claims are cut from what is connected, so the order in which articles come
cannot matter.
"""

from __future__ import annotations

from belegg.match._cluster import KEPT, THRESHOLD, average_linkage, components, log_odds
from belegg.match._group import Group, Member, make_group, wording
from belegg.match._relations import relate
from belegg.match._scorer import (
    AKIN,
    WINDOW,
    Scorer,
    compare,
    in_window,
    may_be_near,
    near,
    scorer_bytes,
    shipped_scorer,
)
from belegg.match._signature import Sign, SignedArticle, article_from, bare_name, sign_article, sign_from
from belegg.match._titles import bare_statements
from belegg.match._vectors import Vectors
from belegg.match._words import stems

__all__ = [
    "AKIN",
    "KEPT",
    "THRESHOLD",
    "WINDOW",
    "Group",
    "Member",
    "Scorer",
    "Sign",
    "SignedArticle",
    "Vectors",
    "article_from",
    "average_linkage",
    "bare_name",
    "bare_statements",
    "compare",
    "components",
    "in_window",
    "log_odds",
    "make_group",
    "may_be_near",
    "near",
    "relate",
    "scorer_bytes",
    "shipped_scorer",
    "sign_article",
    "sign_from",
    "stems",
    "wording",
]
