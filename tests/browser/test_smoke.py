"""That this machine's browser can be driven at all: what fails here fails everywhere else too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, Site

pytestmark = pytest.mark.browser


def test_a_page_a_click_a_picture(arrive: Arrive, site: Site) -> None:
    site.body = (
        "<!doctype html><link rel=icon href='data:,'><button onclick=\"this.textContent = 'Pressed'\">Press</button>"
    )
    page = arrive(site.url).page
    page.get_by_role("button").click()
    expect(page.get_by_role("button")).to_have_text("Pressed")
    assert page.screenshot().startswith(b"\x89PNG")
