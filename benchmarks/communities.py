"""Made-up communities to measure with: as many as wanted, each with its own entries in the words of leasing offices."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import insert

from app.evaluation.recorded_places import LISTS, PLACE
from leasing.database import Tx
from leasing.models import Company, Faq, Property
from leasing.services.knowledge_rows import AnsweredRow

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
BATCH = 2000

SUBJECTS = """guest parking, covered parking, the garage gate, electric car charging, bicycle storage, dogs, cats
assistance animals, the dog park, pet rent, the pool, the hot tub, the gym, the yoga room, the clubhouse
the business center, package lockers, mail delivery, trash pickup, recycling, water and sewer, electricity
internet service, cable television, renters insurance, the deposit, the application fee, the administration fee
late rent, rent payments, lease renewal, ending a lease early, subletting, adding a roommate, overnight guests
quiet hours, smoking, grills on balconies, painting walls, hanging pictures, washers and dryers, the laundry room
air conditioning, heating, maintenance requests, emergency repairs, lost keys, lockouts, storage units, move-in day
the freight elevator, moving trucks, satellite dishes, window coverings, pest control""".replace("\n", ", ").split(", ")
ASPECTS = (
    ("What does {subject} cost?", "It is {price} dollars a month, billed with the rent on the first."),
    ("When is {subject} available?", "Every day from {opens} in the morning until {closes} at night, holidays aside."),
    ("Who do I ask about {subject}?", "Call the leasing office or write to the team in building {building}."),
    ("Is there a limit for {subject}?", "Yes, {count} for each home; more need the manager's approval in writing."),
    ("What are the rules on {subject}?", "Residents sign an agreement first. A breach costs {price} dollars."),
    ("Where do I find {subject}?", "On the {floor} floor of building {building}; your key card opens the door."),
)


def communities(properties: int, entries: int, *, seed: int = 1) -> dict[str, list[AnsweredRow]]:
    """Entries by property; no two of a community ask the same."""
    chance = random.Random(seed)
    return {f"property-{owner:05}": _entries(chance, owner, entries) for owner in range(properties)}


def _entries(chance: random.Random, owner: int, count: int) -> list[AnsweredRow]:
    pairs = [(subject, aspect) for subject in SUBJECTS for aspect in ASPECTS]
    chosen = chance.sample(pairs, min(count, len(pairs)))
    rows: list[AnsweredRow] = []
    for at, (subject, (question, answer)) in enumerate(chosen):
        said = answer.format(
            price=5 * chance.randint(1, 60),
            opens=chance.randint(5, 10),
            closes=chance.randint(5, 11),
            building=chance.choice("ABCDEFGH"),
            count=chance.randint(1, 4),
            floor=chance.choice(("first", "second", "third", "top")),
        )
        rows.append(AnsweredRow(f"{owner:05}-{at:05}", question.format(subject=subject), said))
    return rows


def fill(tx: Tx, many: Mapping[str, Sequence[AnsweredRow]]) -> None:
    """Store them in an empty, migrated database, as one company's, all answered."""
    stamps = {"created_at": NOW, "updated_at": NOW}
    tx.connection.execute(insert(Company).values(id="company", slug="company", name="Company", **stamps))
    own = {"company_id": "company", **stamps}
    properties = [
        {"id": owner, "slug": owner, "name": owner, "chatbot_widget_settings": {}, **own, **PLACE, **LISTS}
        for owner in many
    ]
    said = {"status": "answered", "source_type": "import", **own}
    faqs = [
        {"id": row.id, "property_id": owner, "question": row.question, "answer": row.answer, **said}
        for owner, rows in many.items()
        for row in rows
    ]
    for start in range(0, len(properties), BATCH):
        tx.connection.execute(insert(Property), properties[start : start + BATCH])
    for start in range(0, len(faqs), BATCH):
        tx.connection.execute(insert(Faq), faqs[start : start + BATCH])
