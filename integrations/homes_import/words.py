"""Words of listings: what a home's status is called, and what a total is."""

from __future__ import annotations

from integrations.homes_import.cells import Fault, code_of, shown

NOT_READY = "not_ready"
"""empty and being made ready: it may be had from the day that is named with it, and not before"""

_STATUSES = {
    "available": (
        "available", "vacant", "vacant ready", "vacant unrented", "vacant unrented ready", "vacant available", "ready",
        "open", "active", "listed", "for rent", "unoccupied", "now", "available now", "yes", "market ready",
        "vacant not leased", "on market",
    ),
    "notice": (
        "notice", "on notice", "ntv", "notice to vacate", "notice unrented", "notice available", "occupied notice",
        "occupied on notice", "notice not leased", "notice unleased", "available soon", "coming soon",
    ),
    "occupied": (
        "occupied", "leased", "rented", "taken", "vacant rented", "vacant leased", "vacant preleased", "preleased",
        "pre leased", "reserved", "approved", "pending", "on hold", "hold", "held", "notice rented", "notice leased",
        "notice to vacate preleased", "leased on notice", "leased reserved", "off market", "unavailable",
        "not available", "no", "occupied no notice", "vacant rented ready", "vacant rented not ready", "current",
        "inactive",
    ),
    "down": (
        "down", "offline", "model", "admin", "administrative", "office", "employee", "maintenance", "under renovation",
        "renovation", "construction", "commercial", "storage", "exclude", "excluded", "out of service",
    ),
    NOT_READY: ("not ready", "vacant not ready", "vacant unrented not ready", "make ready", "vacant unready"),
}  # fmt: skip
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words}

SUMMARIES = frozenset({"total", "totals", "grand total", "subtotal", "sub total", "average", "averages", "summary"})


def status(value: str) -> str:
    """available, notice, occupied, down, or `NOT_READY`."""
    word = code_of(value).replace("_", " ")
    found = _STATUS_OF.get(word)
    if found is None:
        allowed = "available, notice, occupied or down"
        raise Fault("choice", f"{shown(value)} is not a status that is known here. Write {allowed}.")
    return found
