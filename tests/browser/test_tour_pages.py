"""The link in a tour's mail, in a real browser without scripts."""

from __future__ import annotations

import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.support.server import PASSWORD, Served

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def _booked(served: Served, email: str) -> Any:
    """A tour at the next free time, booked by staff."""
    with httpx.Client(base_url=f"{served.url}/api/v1", timeout=30) as client:
        answer = client.post("/auth/login", json={"email": "demo@domiq.example", "password": PASSWORD})
        client.headers["authorization"] = f"Bearer {answer.json()['data']['access_token']}"
        here = httpx.get(f"{served.url}/widget/maple-court.json").json()["data"]["property"]["id"]
        days = client.get(f"/tours/availability/{here}").json()["data"]["days"]
        # A name that nothing breaks must not widen the page.
        body = {"property_id": here, "starts_at": days[1]["slots"][0]["starts_at"], "email": email, "first_name": "Jo"}
        body["unit_interest"] = "A" * 190
        made = client.post("/tours", json=body)
        assert made.status_code == 201, made.text
        return made.json()["data"]["tour"]


def _link(served: Served, email: str) -> str:
    """The link of the first mail to an address."""
    folder = served.settings.data_dir / "mail"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
        for mail in mails:
            if mail["To"] == email:
                words: list[str] = mail.get_body(("plain",)).get_content().split()
                return next(word for word in words if "/tours/" in word)
        time.sleep(0.1)
    raise AssertionError("no mail came")


def test_a_tour_is_moved_and_cancelled_by_its_link(arrive: Arrive, served: Served, tmp_path: Path) -> None:
    _booked(served, "jo@mail.example")
    page = arrive(java_script_enabled=False, **PHONE).page
    answer = page.goto(_link(served, "jo@mail.example"))
    assert answer is not None
    assert answer.ok
    expect(page.get_by_role("heading", level=1)).to_have_text("Your tour of Maple Court")
    card = page.locator(".card")
    before = card.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=tmp_path / "tour.png", full_page=True)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("Confirmed")
    expect(card).to_have_attribute("data-status", "confirmed")
    page.get_by_role("link", name="Choose another time").click()
    page.locator(".days a").last.click()
    page.screenshot(path=tmp_path / "times.png", full_page=True)
    page.locator(".time").last.click()
    expect(page.get_by_role("status")).to_contain_text("moved")
    assert card.inner_text() != before
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su visita a Maple Court")
    page.get_by_role("link", name="Cancelar la visita").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Cancelar esta visita?")
    page.get_by_role("button", name="Sí, cancelarla").click()
    expect(page.get_by_role("status")).to_contain_text("cancelada")
    expect(page.locator("form")).to_have_count(0)
    page.screenshot(path=tmp_path / "cancelled.png", full_page=True)
