"""What is held is bounded."""

from __future__ import annotations

from belegg._held import Held


def test_what_is_held_is_bounded_and_what_is_asked_for_stays() -> None:
    held: Held[str] = Held(5_000)
    for number in range(50):
        held.put(str(number), f"v{number}", 500)
        assert held.get("0") == "v0"
    assert len(held) == 5
    assert (held.get("1"), held.get("49")) == (None, "v49")
    held.put("49", "again", 500)
    assert (held.get("49"), len(held)) == ("again", 5)
    held.put("large", "too large", 1_000)
    assert held.get("large") is None
