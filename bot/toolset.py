"""The agent's tools, one a file. A new one is a file, a line here, and a test."""

from langchain_core.tools import BaseTool

from bot.tools.answer import answer_from_knowledge
from bot.tools.book import book_tour, cancel_tour, confirm_tour, move_tour
from bot.tools.lead import save_lead
from bot.tools.person import ask_person
from bot.tools.slots import tour_slots
from bot.tools.units import fees_and_specials, quote_unit, search_units

TOOLS: tuple[BaseTool, ...] = (
    answer_from_knowledge,
    search_units,
    quote_unit,
    fees_and_specials,
    save_lead,
    tour_slots,
    book_tour,
    move_tour,
    confirm_tour,
    cancel_tour,
    ask_person,
)
