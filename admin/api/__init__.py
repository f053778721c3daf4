"""The staff's API, one file a noun."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from admin.api.auth import AuthController
from admin.api.conversations import ConversationController
from admin.api.docs import docs
from admin.api.faqs import FaqController, KnowledgeController
from admin.api.health import HealthController
from admin.api.properties import PropertyController
from admin.api.units import PropertyUnitController, UnitController

routes: tuple[ControllerRouterHandler, ...] = (
    AuthController,
    ConversationController,
    FaqController,
    HealthController,
    KnowledgeController,
    PropertyController,
    PropertyUnitController,
    UnitController,
    docs,
)
