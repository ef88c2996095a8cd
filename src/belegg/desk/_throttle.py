"""How often somebody may try: counts failures by key within a window, in bounded memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

__all__ = ["Throttle"]


class Throttle:
    """`most` tries within `window` seconds for each key.

    Keys that were tried longest ago are forgotten beyond `keys` of them.
    """

    def __init__(
        self, most: int, window: float, *, keys: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._window, self._keys, self._clock = most, window, keys, clock
        self._tries: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._tries)

    def take(self, key: str) -> int:
        """Count a try, before it is made so that many at once do not slip through.

        Gives 0 where it may be made, else the seconds to wait.
        """
        now = self._clock()
        with self._lock:
            since, tries = self._tries.get(key, (now, 0))
            if now - since >= self._window:
                since, tries = now, 0
            if tries >= self._most:
                return max(1, ceil(since + self._window - now))
            self._tries[key] = (since, tries + 1)
            self._tries.move_to_end(key)
            while len(self._tries) > self._keys:
                self._tries.popitem(last=False)
            return 0

    def forget(self, key: str) -> None:
        """Start again for a key: the try was good."""
        with self._lock:
            self._tries.pop(key, None)
