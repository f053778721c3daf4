"""The staff's API, one file a noun."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from admin.api.answer_reports import AnswerReportController
from admin.api.auth import AuthController
from admin.api.canned_replies import CannedReplyController
from admin.api.conversations import ConversationController
from admin.api.docs import docs
from admin.api.documents import DocumentController, PropertyDocumentController
from admin.api.faq_suggestions import KnowledgeGapController, SuggestionController
from admin.api.faqs import FaqController, KnowledgeController
from admin.api.fees import FeeController, PropertyFeeController
from admin.api.floor_plans import FloorPlanController, PropertyFloorPlanController
from admin.api.health import HealthController
from admin.api.home_imports import HomeExportController, HomeImportController
from admin.api.jobs import JobController
from admin.api.knowledge_sources import PropertySourceController, ProposalController, SourceController
from admin.api.knowledge_transfer import KnowledgeTransferController
from admin.api.lead_pairs import LeadDuplicateController, LeadMergeController
from admin.api.leads import LeadController
from admin.api.photos import PhotoController, PropertyPhotoController
from admin.api.properties import PropertyController
from admin.api.question_rules import QuestionRuleController, QuestionSettingsController
from admin.api.questions import QuestionController
from admin.api.rents import PropertyRentController, RentController
from admin.api.specials import PropertySpecialController, SpecialController
from admin.api.tasks import TaskController
from admin.api.tour_hosts import TourHostController
from admin.api.tours import TourController
from admin.api.units import PropertyUnitController, UnitController

routes: tuple[ControllerRouterHandler, ...] = (
    AnswerReportController,
    AuthController,
    CannedReplyController,
    ConversationController,
    DocumentController,
    FaqController,
    FeeController,
    FloorPlanController,
    HealthController,
    HomeExportController,
    HomeImportController,
    JobController,
    KnowledgeController,
    KnowledgeGapController,
    LeadController,
    LeadDuplicateController,
    LeadMergeController,
    KnowledgeTransferController,
    PhotoController,
    PropertyController,
    PropertyDocumentController,
    PropertyFeeController,
    PropertyFloorPlanController,
    PropertyPhotoController,
    PropertyRentController,
    PropertySourceController,
    PropertySpecialController,
    PropertyUnitController,
    ProposalController,
    QuestionController,
    QuestionRuleController,
    QuestionSettingsController,
    RentController,
    SourceController,
    SuggestionController,
    TaskController,
    TourController,
    TourHostController,
    SpecialController,
    UnitController,
    docs,
)
