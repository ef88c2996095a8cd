"""Other names for the people of a training text, so that who speaks is learnt from the text and not by heart.

The treebank's people come again and again (a minister speaks in a dozen documents), and a network that has seen them
for many epochs points at them because they are who they are. In half of the documents of an epoch every person is
therefore called something else, the same all through: a first name for a first name that goes with the same pronoun,
a surname for a surname, all of them names of the corpus.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from training.genders import cases
from training.laying import tagged_spans

Record = dict[str, Any]
FIRST_HE, FIRST_SHE, FIRST, LAST = "he", "she", "first", "last"
_LEAST = 2
"""Letters of a name: an initial stays what it is."""


class Renamer:
    """Names of the people of some prepared documents, by what they are used as."""

    def __init__(self, records: Sequence[Record]) -> None:
        firsts: Counter[str] = Counter()
        for record in records:
            for words in _people(record):
                if len(words) > 1:
                    firsts[record["forms"][words[0]]] += 1
                    firsts[record["forms"][words[-1]]] -= 1
        he: Counter[str] = Counter()
        for case in cases(list(records)):
            he[case.word] += 1 if case.he else -1
        self.sorts: dict[str, str] = {}
        for name, balance in firsts.items():
            if _is_name(name):
                pronoun = he[name.casefold()]
                first = FIRST_HE if pronoun > 0 else FIRST_SHE if pronoun < 0 else FIRST
                self.sorts[name] = first if balance > 0 else LAST
        self.names: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.sorts):
            self.names[self.sorts[name]].append(name)

    def rename(self, record: Record, rng: random.Random) -> dict[int, str]:
        """Other forms for words of `record` that name people; the same word gets the same form."""
        forms = record["forms"]
        people = _people(record)
        own = {forms[i] for words in people for i in words}
        given: dict[str, str] = {}
        taken = set(own)
        out: dict[int, str] = {}
        for words in people:
            for i in words:
                stem, ending = _stem(forms[i], own)
                if not _is_name(stem):
                    continue
                if stem not in given:
                    sort = self.sorts.get(stem, LAST if i == words[-1] else FIRST)
                    choice = [n for n in rng.sample(self.names[sort], min(8, len(self.names[sort]))) if n not in taken]
                    given[stem] = choice[0] if choice else stem
                    taken.add(given[stem])
                out[i] = given[stem] + ending
        return out


def _people(record: Record) -> list[range]:
    """The words of each name of a person."""
    tags = [tag if tag.endswith("-PER") else "O" for tag in record["entity"]]
    return [range(first, last + 1) for first, last in tagged_spans(tags)]


def _is_name(form: str) -> bool:
    """Whether a word is a name that another can stand for: *von*, an initial and *DAHL* are not."""
    return len(form) >= _LEAST and form.replace("-", "").isalpha() and form[0].isupper() and not form.isupper()


def _stem(form: str, own: set[str]) -> tuple[str, str]:
    """A name and its ending: *Viks* is *Vik* and *s* where the text has *Vik* too."""
    return (form[:-1], "s") if form.endswith("s") and form[:-1] in own else (form, "")
