"""``python -m belegg``."""

from __future__ import annotations

from belegg.cli import main

main()
