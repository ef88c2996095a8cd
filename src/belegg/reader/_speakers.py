"""Whom the source of each statement is: names, titles, descriptions and pronouns within the article.

A small scorer ranks the candidates of each statement in turn (mention ranking, Denis & Baldridge 2008), with the
network's coreference scores, the layout and the speakers before it as evidence. What the network takes the source for
weighs beside the scorer, with a fixed weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from belegg._passage import one_line
from belegg._pronouns import HE, SHE, THEY, I
from belegg.reader._candidates import ITSELF, Candidate, Past, candidates_for, named_candidates
from belegg.reader._decode import Draft, lettered, spans_of
from belegg.reader._evidence import coreference_scores, evidence, pointing_evidence
from belegg.reader._gender import Genders
from belegg.reader._kinds import WEIGHT, fit, people_of
from belegg.reader._names import Name
from belegg.reader._network import Encoded, Floats
from belegg.reader._page import Page
from belegg.reader._phrases import NOUN, phrases_before, phrases_pointed_at
from belegg.reader._pointing import PointingHead, point, words_that_name

_ONE_PERSON = HE | SHE | I
_RELATIVE = frozenset({"som", "der", "who", "that"})
_LONGEST_CLAUSE = 15
_HAD = ("subst", "adj")
_GENITIVES = ("ens", "ets", "enes", "ernes", "anes", "arnas", "ornas", "ernas")
"""Endings of nouns in the definite form and genitive: *rådmannens*, *partiets*, *lærernes*, *lärarnas*."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The speaker of a draft, the candidate chosen, and how sure (the scorer's probability, weighed by the kind)."""

    name: str | None
    candidate: Candidate
    probability: float


class SpeakerScorer:
    """Two hidden layers over the features of a candidate; a softmax over the candidates of a statement."""

    def __init__(self, parameters: dict[str, Floats]) -> None:
        self._p = parameters

    @property
    def trained(self) -> bool:
        return bool(self._p)

    def __call__(self, features: Floats) -> Floats:
        """features [C, F] -> probabilities [C]."""
        p = self._p
        x = (features - p["mean"]) / p["scale"]
        x = np.maximum(x @ p["w1"] + p["b1"], 0)
        x = np.maximum(x @ p["w2"] + p["b2"], 0)
        score = (x @ p["w3"] + p["b3"])[:, 0]
        e = np.exp(score - score.max())
        out: Floats = (e / e.sum()).astype(np.float32)
        return out


@dataclass(frozen=True, slots=True)
class SpeakerModel:
    """All that is learnt of speakers: the scorer, and what its evidence is made with. `kinds` are the labels of a
    draft's kinds, in the network's order."""

    scorer: SpeakerScorer
    gap_scores: Floats
    pointing: PointingHead
    genders: Genders
    kinds: Sequence[str]


def own_name(draft: Draft, encoded: Encoded, text: str, tags: Sequence[str]) -> str | None:
    """The source as it stands, or None where there is none or it is but a pronoun for one person.

    *We* may be all there is to say of some; so may *they*, with the clause that tells who they are (*de som var der*).
    *Rådmannens* (forslag) is *rådmannen*. `tags` are the parts of speech of all words.
    """
    source = draft.source
    if not source:
        return None
    only = encoded.words.forms[source[0]].casefold() if len(source) == 1 else ""
    if only in _ONE_PERSON:
        return None
    if only in THEY:
        source = [*source, *_clause_after(draft, encoded)]
    name = one_line(" ".join(text[a:b] for a, b in spans_of(source, encoded.words)))
    return (name[:-1] if _in_genitive(draft.source[-1], encoded, tags) else name) or None


def _in_genitive(last: int, encoded: Encoded, tags: Sequence[str]) -> bool:
    """Whether the last word of a source is a noun in genitive: it ends so, and what somebody has follows. Without the
    latter *regjeringens krets* would lose a letter, and so would *citizens*."""
    sentence, after = encoded.layout.sentence, last + 1
    return (
        tags[last].startswith(NOUN)
        and encoded.words.forms[last].endswith(_GENITIVES)
        and after < len(tags)
        and sentence[after] == sentence[last]
        and tags[after].startswith(_HAD)
    )


def _clause_after(draft: Draft, encoded: Encoded) -> list[int]:
    """The words of the relative clause that follow a source of one word, up to what else the statement has in the
    sentence."""
    forms, sentence = encoded.words.forms, encoded.layout.sentence
    first = draft.source[0] + 1
    beyond = min((i for part in (draft.cue, draft.content, draft.via) for i in part if i >= first), default=len(forms))
    clause = [i for i in range(first, beyond) if sentence[i] == sentence[first - 1]]
    while clause and not lettered(forms[clause[-1]]):
        clause.pop()
    told = 1 < len(clause) <= _LONGEST_CLAUSE and forms[first].casefold() in _RELATIVE
    return clause if told else []


class Ranking:
    """The candidates of each statement and what speaks for them, statement after statement.

    Whoever asks tells `past` whom each statement was given to before asking for the next.
    """

    def __init__(
        self,
        drafts: Sequence[Draft],
        names: Sequence[Name],
        encoded: Encoded,
        model: SpeakerModel,
        tags: list[str],
        text: str,
    ) -> None:
        self.past = Past()
        self._drafts, self._encoded, self._model = drafts, encoded, model
        self._tags, self._text = tags, text
        self._naming = words_that_name(names, encoded, tags)
        self._named = named_candidates(names, encoded.words.forms)
        self._page = Page(drafts, encoded)
        self._source_of = {w: d for d in reversed(drafts) for w in d.source}

    def problem(self, i: int) -> tuple[list[Candidate], Floats]:
        """The candidates of statement `i` and their features [C, F]."""
        draft, encoded = self._drafts[i], self._encoded
        own = own_name(draft, encoded, self._text, self._tags)
        coreference = coreference_scores(draft, encoded, self._model.gap_scores)
        phrases = phrases_before(draft, encoded, self._tags, coreference[0])
        pointed = point(draft, self._model.pointing, encoded, self._naming)
        phrases += phrases_pointed_at(draft, encoded, self._tags, pointed.words)
        phrases = [replace(p, name=self._in_full(p)) for p in phrases]
        candidates = candidates_for(draft, own, self._named, phrases, self.past, encoded.words.forms)
        genders = [self._model.genders.of(c, encoded.words.forms) for c in candidates]
        before, after = (self._drafts[k] if 0 <= k < len(self._drafts) else None for k in (i - 1, i + 1))
        rows = evidence(draft, candidates, encoded, self.past, (before, after), coreference, genders)
        page = self._page.evidence(i, candidates, self.past)
        return candidates, np.concatenate([rows, page, pointing_evidence(candidates, pointed)], 1)

    def _in_full(self, phrase: Candidate) -> str | None:
        """The name of a phrase; where its noun is the source of some statement, the one that it has there: *flere
        foreldre på skolen*. Else one would be two."""
        of = self._source_of.get(phrase.mentions[-1][1])
        full = own_name(of, self._encoded, self._text, self._tags) if of else None
        return full or phrase.name


def resolve_speakers(
    drafts: Sequence[Draft],
    names: Sequence[Name],
    encoded: Encoded,
    model: SpeakerModel,
    tags: list[str],
    text: str,
) -> list[Resolved]:
    """Speakers of `drafts`, in their order."""
    ranking = Ranking(drafts, names, encoded, model, tags, text)
    people = people_of(names)
    out: list[Resolved] = []
    for i, draft in enumerate(drafts):
        candidates, features = ranking.problem(i)
        if model.scorer.trained:
            p = model.scorer(features) * np.exp(WEIGHT * fit(draft.kind, candidates, people, model.kinds))
            p /= p.sum()
            best = int(p.argmax())
        else:
            p, best = np.ones(len(candidates), np.float32), int(any(c.sort == ITSELF for c in candidates))
        chosen = candidates[best]
        out.append(Resolved(chosen.name, chosen, float(p[best])))
        ranking.past.remember(chosen)
    return out
