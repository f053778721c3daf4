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
from admin.api.live_analytics import live_analytics
from admin.api.notifications import ManagerNotificationController, NotificationController
from admin.api.photos import PhotoController, PropertyPhotoController
from admin.api.privacy import PrivacyController
from admin.api.properties import PropertyController
from admin.api.property_managers import ManagersOfPropertyController, PropertyManagerController
from admin.api.question_rules import QuestionRuleController, QuestionSettingsController
from admin.api.questions import QuestionController
from admin.api.registration import RegistrationController
from admin.api.rents import PropertyRentController, RentController
from admin.api.specials import PropertySpecialController, SpecialController
from admin.api.tasks import TaskController
from admin.api.teams import ApiKeyController, AuditController, CompanyController, TeamController
from admin.api.tour_hosts import TourHostController
from admin.api.tours import TourController
from admin.api.units import PropertyUnitController, UnitController
from admin.api.users import PermissionController, RoleController, UserController
from admin.api.visitors import BrowserController, LeadPrivacyController, VisitorController
from admin.live.socket import notifications_socket
from admin.live.stream import StreamController

routes: tuple[ControllerRouterHandler, ...] = (
    AnswerReportController,
    AuthController,
    BrowserController,
    ApiKeyController,
    AuditController,
    CompanyController,
    ManagersOfPropertyController,
    PermissionController,
    PropertyManagerController,
    RegistrationController,
    RoleController,
    TeamController,
    UserController,
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
    LeadPrivacyController,
    KnowledgeTransferController,
    ManagerNotificationController,
    NotificationController,
    PhotoController,
    PrivacyController,
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
    StreamController,
    SuggestionController,
    TaskController,
    TourController,
    TourHostController,
    SpecialController,
    UnitController,
    VisitorController,
    docs,
    notifications_socket,
    live_analytics,
)
