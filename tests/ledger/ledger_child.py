"""A process of its own that writes to a ledger: ``python ledger_child.py PATH FIRST LAST [derive]``.

Each page number is printed once it is acknowledged, so that whoever kills it knows what must not be lost.
"""

from __future__ import annotations

import sys

from ledger_samples import claim, made_up, signature

from belegg.ledger import Update, open_store


def main(path: str, first: int, last: int, derive: bool) -> None:
    with open_store(path) as store:
        print("ready", flush=True)
        for page in range(first, last):
            added = store.add(made_up(page, page=page))
            print(page, added.status, flush=True)
            if derive:
                id = f"s{page}"
                made = (signature(id, added.article, page),)
                store.apply(Update(store.last_change(), signatures=made, claims=(claim(f"c{page}", (id,)),)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "derive" in sys.argv)
