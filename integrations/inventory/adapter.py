"""The property-management system of a company that has none: DomIQ's own tables."""

from __future__ import annotations

from leasing.database import Database
from leasing.ports import Home, UnitQuery, UnitSearch
from leasing.services import inventory


class Inventory:
    name = "inventory"
    capabilities = frozenset({"units"})

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search_units(self, property_id: str, query: UnitQuery) -> UnitSearch:
        return inventory.search(await self._database.read(inventory.rentable, property_id), query)

    async def find_unit(self, property_id: str, reference: str) -> Home | None:
        return inventory.find(await self._database.read(inventory.rentable, property_id), reference)
