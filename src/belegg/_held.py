"""What was made lately, held as long as there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Held"]

T = TypeVar("T")


class Held(Generic[T]):
    """Values by a key, the least lately asked for given up beyond a size (characters or bytes). For many threads.

    `entry` is what a value counts beside its own size.
    """

    def __init__(self, most: int, entry: int = 500) -> None:
        self._most, self._entry, self._size = most, entry, 0
        self._held: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Hold a value; one that is larger than a quarter of all is not held."""
        whole = size + self._entry
        if whole > self._most // 4:
            return
        with self._lock:
            _, before = self._held.pop(key, (None, 0))
            self._held[key] = value, whole
            self._size += whole - before
            while self._size > self._most:
                _, (_, gone) = self._held.popitem(last=False)
                self._size -= gone

    def __len__(self) -> int:
        return len(self._held)
