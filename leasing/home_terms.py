"""Closed lists of words of fees and specials that files of homes may hold: those of the tables' constraints."""

from __future__ import annotations

from leasing.models import FEE_KINDS, SPECIAL_KINDS

__all__ = ["DUE", "FEE_KINDS", "FREQUENCIES", "PER", "REQUIREMENTS", "SPECIAL_KINDS"]

FREQUENCIES = ("one_time", "monthly")
REQUIREMENTS = ("mandatory", "optional", "situational")
PER = ("home", "person", "pet", "vehicle")
DUE = ("application", "move_in", "move_out", "event")
