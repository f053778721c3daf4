"""Every table, under one roof."""

from leasing.models.base import Base
from leasing.models.company import (
    Company,
    IdempotencyKey,
    ManagerAssignment,
    ManagerHours,
    ManagerTimeOff,
    PropertyManager,
    StaffSession,
    User,
    Visitor,
)
from leasing.models.conversation import (
    Attachment,
    ClientFrame,
    Conversation,
    ConversationTag,
    Message,
    Turn,
    TurnEffect,
)
from leasing.models.document import (
    Document,
    DocumentChunk,
    DocumentVersion,
    FaqVersion,
    KnowledgePage,
    KnowledgeProposal,
    KnowledgeSource,
)
from leasing.models.knowledge import Faq, FaqWaiter, Task
from leasing.models.lead import Consent, Lead, LeadActivity, LeadDuplicate, LeadMerge, LeadMergeStep
from leasing.models.outbox import DomainEvent, OutboxItem
from leasing.models.pricing import FEE_KINDS, SPECIAL_KINDS, Fee, Rent, Special, SpecialFloorPlan
from leasing.models.privacy import Erasure, RetentionPolicy
from leasing.models.property import FloorPlan, Holiday, OfficeHours, Photo, Property, Unit
from leasing.models.tour import Tour, TourCell, TourEvent, TourHold

__all__ = [
    "FEE_KINDS",
    "SPECIAL_KINDS",
    "Attachment",
    "Base",
    "ClientFrame",
    "Company",
    "Consent",
    "Conversation",
    "ConversationTag",
    "Document",
    "DocumentChunk",
    "DocumentVersion",
    "DomainEvent",
    "Erasure",
    "Faq",
    "FaqVersion",
    "FaqWaiter",
    "Fee",
    "FloorPlan",
    "Holiday",
    "IdempotencyKey",
    "KnowledgePage",
    "KnowledgeProposal",
    "KnowledgeSource",
    "Lead",
    "LeadActivity",
    "LeadDuplicate",
    "LeadMerge",
    "LeadMergeStep",
    "ManagerAssignment",
    "ManagerHours",
    "ManagerTimeOff",
    "Message",
    "OfficeHours",
    "OutboxItem",
    "Photo",
    "Property",
    "PropertyManager",
    "Rent",
    "RetentionPolicy",
    "Special",
    "SpecialFloorPlan",
    "StaffSession",
    "Task",
    "Tour",
    "TourCell",
    "TourEvent",
    "TourHold",
    "Turn",
    "TurnEffect",
    "Unit",
    "User",
    "Visitor",
]
