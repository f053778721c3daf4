"""The property-management system of a company that has none: DomIQ's own tables."""

from __future__ import annotations

from collections import OrderedDict

from leasing import similar
from leasing.database import Database
from leasing.ports import Home, UnitQuery, UnitSearch
from leasing.services import inventory

KEPT = 500
"""properties whose homes are kept in memory"""


class Inventory:
    name = "inventory"
    capabilities = frozenset({"units"})

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, tuple[int, list[Home]]] = OrderedDict()

    async def search_units(self, property_id: str, query: UnitQuery, *, version: int) -> UnitSearch:
        return similar.search(await self._homes(property_id, version), query)

    async def find_unit(self, property_id: str, reference: str, *, version: int) -> Home | None:
        return inventory.find(await self._homes(property_id, version), reference)

    async def _homes(self, property_id: str, version: int) -> list[Home]:
        """Every change of a unit raises its property's version, in the same transaction."""
        kept = self._kept.get(property_id)
        if kept is None or kept[0] < version:
            kept = await self._database.read(inventory.rentable, property_id)
            self._kept[property_id] = kept
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(property_id)
        return kept[1]
