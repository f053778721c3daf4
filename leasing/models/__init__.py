"""Every table, under one roof."""

from leasing.models.base import Base
from leasing.models.company import (
    Company,
    IdempotencyKey,
    ManagerAssignment,
    PropertyManager,
    StaffSession,
    User,
    Visitor,
)
from leasing.models.conversation import Attachment, ClientFrame, Conversation, Message, Turn, TurnEffect
from leasing.models.knowledge import Faq, FaqWaiter, Task
from leasing.models.lead import Consent, Lead
from leasing.models.outbox import DomainEvent, OutboxItem
from leasing.models.property import FloorPlan, Holiday, OfficeHours, Property, Unit
from leasing.models.tour import Tour

__all__ = [
    "Attachment",
    "Base",
    "ClientFrame",
    "Company",
    "Consent",
    "Conversation",
    "DomainEvent",
    "Faq",
    "FaqWaiter",
    "FloorPlan",
    "Holiday",
    "IdempotencyKey",
    "Lead",
    "ManagerAssignment",
    "Message",
    "OfficeHours",
    "OutboxItem",
    "Property",
    "PropertyManager",
    "StaffSession",
    "Task",
    "Tour",
    "Turn",
    "TurnEffect",
    "Unit",
    "User",
    "Visitor",
]
