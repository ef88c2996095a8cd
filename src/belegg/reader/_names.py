"""Names of an article: mentions of entities gathered under the fullest form of the name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from belegg._passage import one_line
from belegg.reader._crf import best_entities
from belegg.reader._known import PARTIES, PARTIES_SHORT
from belegg.reader._network import Encoded
from belegg.reader._words import BREAK, Words

Mention = tuple[int, int]
"""First and last word of a mention."""


@dataclass(slots=True)
class Name:
    """One bearer of a name: `text` is its fullest form, `keys` the words of that form in lower case."""

    text: str
    type: str
    keys: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    full: Mention = (0, 0)


def find_names(encoded: Encoded, labels: list[str], text: str) -> tuple[list[tuple[int, int, str]], list[Name]]:
    """The entities of an encoded text, and the names they are of."""
    entities = best_entities(encoded.entity, labels, [gap == BREAK for gap in encoded.words.gaps])
    return entities, gather_names(entities, encoded.words, text)


def gather_names(entities: list[tuple[int, int, str]], words: Words, text: str) -> list[Name]:
    """Names in the order of their first mention; a surname joins the full name it ends (the nearest before it,
    else the first after), whatever stands in genitive joins its plain form."""
    forms = [form.casefold() for form in words.forms]
    seen = Counter(tuple(forms[a : b + 1]) for a, b, _ in entities)
    plain = {key[-1] for key in seen}

    def keys(a: int, b: int) -> tuple[str, ...]:
        own = [*forms[a:b], _plain(forms[b], plain)]
        key = tuple(k for k in own if any(c.isalnum() for c in k))
        return PARTIES.get(key) or PARTIES_SHORT.get(words.forms[b][: len(own[-1])] if a == b else "") or key

    mentions = [(a, b, kind, keys(a, b)) for a, b, kind in entities]
    names: list[Name] = []
    by_key: dict[tuple[str, ...], Name] = {}
    order = sorted(mentions, key=lambda m: (-len(m[3]), m[0]))
    short = _short_forms(mentions, forms)
    types: dict[int, Counter[str]] = {}
    for a, b, kind, key in order:
        if not key:
            continue
        name = by_key.get(key) or by_key.get(short.get(key, key)) or _bearer(names, kind, key, a)
        if name is None:
            name = Name("", kind, key, full=(a, b))
            names.append(name)
            types[id(name)] = Counter()
            by_key[key] = name
        name.mentions.append((a, b))
        types[id(name)][kind] += 1
        written = _written(text, words, a, b, plain)
        if len(written) > len(name.text):
            name.text = written
    for name in names:
        name.mentions.sort()
        name.type = types[id(name)].most_common(1)[0][0]
    return sorted(names, key=lambda n: n.mentions[0])


def _plain(form: str, plain: set[str]) -> str:
    """A lower-case form without its genitive, where the plain form stands elsewhere in the article."""
    for ending in ("'s", "’s", "s", "'", "’"):
        if form.endswith(ending) and form[: -len(ending)] in plain:
            return form[: -len(ending)]
    return form


def _written(text: str, words: Words, a: int, b: int, plain: set[str]) -> str:
    """The mention as it is printed, without a genitive."""
    last = words.forms[b].casefold()
    return one_line(text[words.spans[a][0] : words.spans[b][1] - (len(last) - len(_plain(last, plain)))])


def _short_forms(
    mentions: list[tuple[int, int, str, tuple[str, ...]]], forms: list[str]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Short forms given in brackets after the full one: *Nasjonalt organ (NO)*."""
    # A party in brackets after a politician is no short form of hers.
    starts = {a: (b, key) for a, b, kind, key in mentions if kind != "PER"}
    out: dict[tuple[str, ...], tuple[str, ...]] = {}
    for _, b, kind, key in mentions:
        inner = starts.get(b + 2)
        if (
            kind != "PER"
            and inner
            and forms[b + 1] == "("
            and forms[inner[0] + 1 : inner[0] + 2] == [")"]
            and len(inner[1]) < len(key)
        ):
            out[inner[1]] = key
    return out


def _bearer(names: list[Name], kind: str, key: tuple[str, ...], at: int) -> Name | None:
    """The person whose full name a shorter form stands for."""
    if kind != "PER":
        return None
    fits = [
        n
        for n in names
        if n.type == "PER" and len(n.keys) > len(key) and (n.keys[-len(key) :] == key or n.keys[: len(key)] == key)
    ]
    if not fits:
        return None
    before = [n for n in fits if n.full[0] <= at]
    return max(before, key=lambda n: n.full[0]) if before else min(fits, key=lambda n: n.full[0])
