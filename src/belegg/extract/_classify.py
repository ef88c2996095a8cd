"""From lines to blocks: which line of a pasted page is a title, a heading, a paragraph, a caption or page noise.

The order of work::

    cut_lines ──> split_tails ──> strict kinds ──> captions ──> headings ──> title and lede
    lines         pieces          furniture,       scored       scored       by place
                                  credit, byline

Only furniture, credits and bylines are kept from the reader, so these three come from closed grammars that running
prose cannot match. The rest is a matter of degree, and the default is `paragraph`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from belegg.extract._credits import credit_tail, is_agency, is_byline, is_credit, is_email, is_names, is_role
from belegg.extract._features import Features, features_of
from belegg.extract._furniture import furniture_tail, is_furniture, is_teaser_label, published_line
from belegg.extract._lexicon import AGENCIES, PLATFORMS
from belegg.extract._lines import Line, cut_lines, trim
from belegg.types import Block, BlockKind

__all__ = ["classify_text", "split_tails", "strict_kind"]

_CAPTION_MIN = 3.0
_CAPTION_MAX_WORDS = 70
_HEADING_MAX_WORDS = 14
_TITLE_MAX_WORDS = 24
_LEDE_WORDS = (10, 70)
_KICKER_WORDS = 2
_SHORT_LINE = 400
_MAX_TAILS = 12
_STOPS = '.!?:…»”")'
_WIRE_TAIL = re.compile(
    r"(?<=[.!?»”\"…])\s+(?:[(\[]\s*©?\s*(?:{a})(?:\s*[-–/,&+]\s*(?:{a}))*\s*[)\]]|©\s*(?:{a})|/(?:{a})/?)\.?$".format(
        a="|".join(re.escape(a) for a in sorted(AGENCIES, key=lambda a: (-len(a), a)))
    )
)
_WIRE_WINDOW = 80


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one line; `kind` is None until it is decided. `index` numbers the line it comes from."""

    start: int
    end: int
    index: int
    gap_before: bool
    kind: BlockKind | None = None


def split_tails(text: str, start: int, end: int) -> list[tuple[int, int, BlockKind | None]]:
    """Cut a line into its words, the credit behind them and the buttons behind that, in text order.

    The first piece has kind None (to be decided) unless nothing but credits and buttons is there.
    """
    pieces: list[tuple[int, int, BlockKind | None]] = []
    rest = end
    while rest > start and len(pieces) < _MAX_TAILS:
        if pieces and rest - start <= _SHORT_LINE and is_furniture(text[start:rest]):
            break
        at, kind = furniture_tail(text, start, rest), "furniture"
        if at is None:
            at, kind = credit_tail(text, start, rest), "credit"
        if at is None:
            break
        pieces.append((*trim(text, at, rest), "credit" if kind == "credit" else "furniture"))
        rest = trim(text, start, at)[1]
    pieces = _accept(text, start, rest, end, pieces)
    rest = trim(text, start, pieces[-1][0])[1] if pieces else end
    wire = _WIRE_TAIL.search(text, max(start, rest - _WIRE_WINDOW), rest)
    if wire and wire.start() > start:
        pieces.append((*trim(text, wire.start(), rest), "byline"))
        rest = wire.start()
    out = _merged(list(reversed(pieces)))
    return [(*trim(text, start, rest), None), *out] if rest > start else out


def _accept(
    text: str, start: int, rest: int, end: int, pieces: list[tuple[int, int, BlockKind | None]]
) -> list[tuple[int, int, BlockKind | None]]:
    """Give up button words that may be the end of a sentence: «Han ba henne klikke på Les mer»."""
    if not pieces or rest <= start or text[rest - 1] in _STOPS:
        return pieces
    line = text[start:rest] if rest - start <= _SHORT_LINE else ""
    if any(kind == "credit" for *_, kind in pieces) or (line and (is_credit(line) or is_furniture(line))):
        return pieces
    platforms = PLATFORMS.issuperset(text[pieces[-1][0] : end].lower().split())
    return pieces if len(pieces) > 1 and not platforms else []


def _merged(pieces: list[tuple[int, int, BlockKind | None]]) -> list[tuple[int, int, BlockKind | None]]:
    """«Les mer» «Lukk» side by side are one stretch of furniture."""
    out: list[tuple[int, int, BlockKind | None]] = []
    for piece in pieces:
        if out and out[-1][2] == piece[2] == "furniture":
            out[-1] = (out[-1][0], piece[1], "furniture")
        else:
            out.append(piece)
    return out


def strict_kind(line: str) -> BlockKind | None:
    """The kind of a line that a closed grammar knows for furniture, credit or byline; None for all others."""
    if is_agency(line):
        return "byline"
    if is_furniture(line):
        return "furniture"
    if is_credit(line):
        return "credit"
    if is_byline(line) or is_email(line):
        return "byline"
    return None


def _pieces(text: str, lines: list[Line]) -> list[_Piece]:
    out: list[_Piece] = []
    for index, line in enumerate(lines):
        whole = strict_kind(text[line.start : line.end])
        parts = [(line.start, line.end, whole)] if whole else split_tails(text, line.start, line.end)
        for n, (a, b, known) in enumerate(parts):
            kind = strict_kind(text[a:b]) if known is None and len(parts) > 1 else known
            out.append(_Piece(a, b, index, line.gap_before and n == 0, kind))
    return out


def _writers(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """A bare name is a byline beside a role, an address or a date line: «Kari Nordmann / Journalist»."""
    out = list(pieces)

    def words(i: int) -> str:
        return text[out[i].start : out[i].end] if 0 <= i < len(out) else ""

    def marks(i: int) -> bool:
        line = words(i)
        return bool(line) and (is_email(line) or is_role(line) or published_line(line) is not None)

    for i, piece in enumerate(out):
        line = words(i)
        if (
            piece.kind is None
            and 2 <= len(line.split()) <= 4
            and is_names(line)
            and line[-1] not in _STOPS
            and i > 0
            and (marks(i + 1) or marks(i - 1))
        ):
            out[i] = replace(piece, kind="byline")
            for j in (i - 1, i + 1):
                if words(j) and out[j].kind is None and marks(j):
                    out[j] = replace(out[j], kind="byline")
    return out


def _teasers(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """The line after a bare «Les også:» is the title of another article, if it looks like one."""
    out = list(pieces)
    for i in range(1, len(out)):
        before, line = out[i - 1], text[out[i].start : out[i].end]
        if out[i].kind is None and before.kind == "furniture" and is_teaser_label(text[before.start : before.end]):
            f = features_of(line)
            if not f.final_stop and f.words <= _TITLE_MAX_WORDS:
                out[i] = replace(out[i], kind="furniture")
    return out


def _caption_score(f: Features, *, credit: float, after_heading: bool) -> float:
    """How much a line looks like the words under a picture; `credit` tells how near a photo credit follows."""
    if f.words > _CAPTION_MAX_WORDS:
        return 0.0
    score = credit
    score += 5.0 if f.caption_label else 0.0
    score += 2.0 if f.deixis else 0.0
    if f.words >= 3 and f.full_stop and f.sentences == 1:
        score += {0: 0.0 if f.pronoun else 2.5, 1: 0.0, 2: -0.5}[f.verb]
    if f.weekday_date:
        score += 1.5 if f.verb < 2 else 1.0
    score += (1.5 if f.weekday_date else 0.5) if f.ends_in_date else 0.0
    score += 0.5 if after_heading else 0.0
    score -= 0.5 * (f.sentences - 1)
    score -= 1.0 if f.quote_marks and f.verb else 0.0
    # A quoted line is the last thing to hide behind a picture.
    score -= 4.0 if f.dash or f.bullet else 0.0
    return score


def _is_heading(f: Features, follows: Features | None) -> bool:
    """A short line without a final stop, with prose behind it."""
    if (
        f.bullet
        or f.words == 0
        or f.words > _HEADING_MAX_WORDS
        or (f.final_stop and not f.question)
        or not (f.capitalised or f.dash)
    ):
        return False
    if f.question and (f.sentences > 1 or f.dash or f.words > 10):
        return False
    return follows is not None and (follows.final_stop or follows.words > f.words)


def classify_text(text: str, *, has_title: bool = False, body_start: int = 0) -> tuple[Block, ...]:
    """The blocks of a plain text, in order.

    Parameters
    ----------
    has_title
        The first line is known to be the title, however it looks.
    body_start
        With `has_title`: where the text behind the title begins.
    """
    lines = cut_lines(text)
    head = [ln for ln in lines if has_title and ln.start < body_start]
    blocks: list[Block] = [Block("title", head[0].start, head[-1].end)] if head else []
    pieces = _teasers(text, _writers(text, _pieces(text, lines[len(head) :])))
    features = [features_of(text[p.start : p.end]) for p in pieces]
    kinds: list[BlockKind | None] = [p.kind for p in pieces]
    open_ = [i for i, k in enumerate(kinds) if k is None]

    for n, i in enumerate(open_):
        f = features[i]
        previous = open_[n - 1] if n else None
        after_heading = previous is None or kinds[previous] == "heading"
        if _caption_score(f, credit=_credit_near(pieces, i), after_heading=after_heading) >= _CAPTION_MIN:
            kinds[i] = "caption"
            continue
        follows = features[open_[n + 1]] if n + 1 < len(open_) else None
        if _is_heading(f, follows):
            kinds[i] = "heading"
    _set_title_and_lede(features, kinds, open_, titled=bool(head))
    blocks += [Block(k or "paragraph", p.start, p.end) for p, k in zip(pieces, kinds, strict=True)]
    return tuple(blocks)


def _credit_near(pieces: list[_Piece], i: int) -> float:
    follows = pieces[i + 1] if i + 1 < len(pieces) else None
    same_line = follows is not None and follows.index == pieces[i].index
    if follows is None or follows.kind != "credit":
        # «Vis mer» on the same line unfolds a caption more often than anything else.
        return 1.0 if same_line and follows is not None and follows.kind == "furniture" else 0.0
    if same_line:
        return 5.0
    return 2.0 if follows.gap_before else 3.5


def _set_title_and_lede(
    features: list[Features], kinds: list[BlockKind | None], open_: list[int], *, titled: bool
) -> None:
    """The first line is the title if it looks like a heading; the first prose under a title is the lede."""
    first = open_[0] if open_ else None
    if not titled and first is not None and kinds[first] is None and len(open_) > 1:
        f = features[first]
        if not f.full_stop and not f.bullet and f.words <= _TITLE_MAX_WORDS and (f.capitalised or f.dash):
            kinds[first] = "heading"
    if not titled and first is not None and kinds[first] == "heading":
        # The paper's name or the section often stands above the title.
        if features[first].words <= _KICKER_WORDS and len(open_) > 1 and kinds[open_[1]] == "heading":
            first = open_[1]
        kinds[first], titled = "title", True
    prose = [i for i in open_ if kinds[i] is None]
    if not prose:
        return
    lead = features[prose[0]]
    if len(prose) > 1 and not lead.dash and not lead.bullet and (titled or not lead.final_stop or not lead.full_stop):
        before = [kinds[i] for i in open_ if i < prose[0]]
        after_title = before[before.index("title") :] if "title" in before else before
        if _LEDE_WORDS[0] <= lead.words <= _LEDE_WORDS[1] and "heading" not in after_title:
            kinds[prose[0]] = "lede"
