"""A visitor with a browser: what the tests do with the widget, in the visitor's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

FINISHED = "[data-testid=message][data-seq]:not([data-seq='0'])"
ADDRESS = "jane.moss@mail.example"


@dataclass
class Visitor:
    page: Page
    problems: list[str] = field(default_factory=list)
    """errors of the console and of scripts"""

    @classmethod
    def arrive(cls, context: BrowserContext) -> Visitor:
        visitor = cls(context.new_page())
        visitor.page.on("console", visitor._heard)
        visitor.page.on("pageerror", lambda error: visitor.problems.append(f"uncaught: {error}"))
        visitor.page.on("dialog", lambda dialog: visitor.problems.append(f"dialog: {dialog.message}"))
        return visitor

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def goto(self, url: str) -> Visitor:
        self.page.goto(url)
        return self

    def part(self, name: str) -> Locator:
        """A part of the widget by its `data-testid`; Playwright looks into the shadow root."""
        return self.page.get_by_test_id(name)

    def open(self) -> Visitor:
        self.part("launcher").click()
        expect(self.part("panel")).to_be_visible()
        return self

    def messages(self, author: str | None = None) -> Locator:
        return self.page.locator(FINISHED + (f"[data-author={author}]" if author else ""))

    def bubbles(self, author: str | None = None) -> list[str]:
        """What was said, in order, each as often as it is on the screen."""
        return [one.strip() for one in self.messages(author).locator(".bubble").all_inner_texts()]

    def write(self, text: str) -> None:
        self.part("composer").fill(text)
        self.part("composer").press("Enter")

    def ask(self, text: str) -> Locator:
        """Say something, and wait for the reply."""
        before = self.messages("bot").count()
        self.write(text)
        return self.replied(before)

    def click(self, button: Locator) -> Locator:
        """Press something that answers, and wait for the reply."""
        before = self.messages("bot").count()
        button.click()
        return self.replied(before)

    def replied(self, before: int) -> Locator:
        expect(self.messages("bot")).to_have_count(before + 1)
        return self.messages("bot").nth(before)

    def offered(self) -> Locator:
        """Ask for a tour; the buttons of the times that came."""
        self.ask("I'd like to book a tour")
        expect(self.part("slot").first).to_be_visible()
        return self.part("slot")

    def book(self) -> Locator:
        """Book the first time that is offered; the card of the tour."""
        self.click(self.offered().first)
        self.ask(f"Jane Moss, {ADDRESS}")
        expect(self.part("tour-card")).to_have_attribute("data-status", "scheduled")
        return self.part("tour-card")

    def focused(self) -> str:
        """The `data-testid` of what has the focus, in the shadow root or out of it."""
        return self.page.evaluate(
            """() => { let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            return at?.dataset?.testid ?? at?.tagName ?? ''; }"""
        )

    def tab_to(self, name: str, key: str = "Tab") -> None:
        for _ in range(40):
            if self.focused() == name:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{name} cannot be reached with {key}")

    def style(self, selector: str, *names: str) -> dict[str, str]:
        """Computed styles of an element in the shadow root."""
        return self.page.evaluate(
            """([selector, names]) => {
            const style = getComputedStyle(document.querySelector('domiq-chat').shadowRoot.querySelector(selector));
            return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)])); }""",
            [selector, list(names)],
        )

    def script(self, code: str) -> Any:
        return self.page.evaluate(code)
