"""The widget in a real browser, on the real server's pages and on other people's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Arrive, Site
from tests.browser.visitor import ADDRESS
from tests.support.server import PASSWORD, Served, serve_in_thread

pytestmark = pytest.mark.browser

World = Callable[..., BrowserContext]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500015a4d5e5f0000000049454e44ae426082"
)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "reduced_motion": "reduce"}
REFUSED = "Failed to load resource"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "WebSocket connection to")
PETS = "What is your pet policy?"


@pytest.fixture(scope="module")
def staff(chromium: Browser, served: Served) -> Iterator[httpx.Client]:
    """The leasing team's own access."""
    with httpx.Client(base_url=f"{served.url}/api/v1") as client:
        answer = client.post("/auth/login", json={"email": "demo@domiq.example", "password": PASSWORD})
        client.headers["authorization"] = f"Bearer {answer.json()['data']['access_token']}"
        yield client


def _property(served: Served, slug: str) -> str:
    return httpx.get(f"{served.url}/widget/{slug}.json").json()["data"]["property"]["id"]


# What visitors do


def test_questions_are_answered_and_say_what_they_stand_on(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url).open()
    expect(me.part("mode")).to_contain_text("AI assistant")
    reply = me.ask(PETS)
    expect(reply).to_contain_text("Cats and dogs")
    expect(me.ask("When is the pool open?")).to_contain_text("9 am")
    sources = reply.get_by_test_id("sources")
    expect(sources.get_by_role("listitem")).to_be_hidden()
    sources.get_by_role("button").click()
    expect(sources.get_by_role("listitem").first).to_contain_text("pet policy")


def test_homes_are_shown_as_cards(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url).open()
    me.ask("Do you have two bedrooms under $1,900?")
    cards = me.part("unit-card")
    expect(cards.first).to_contain_text(re.compile(r"\$1,[78]\d\d/mo.*2 beds", re.DOTALL))
    assert cards.locator(".photo").count() == 0, "a home without pictures has no empty frame for one"
    assert me.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first = cards.first.get_attribute("aria-label")
    me.click(cards.first.get_by_test_id("unit-more"))
    assert me.bubbles("visitor")[-1] == f"Tell me more about {first}"


def test_a_tour_is_booked_by_its_button_and_cancelled(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url, timezone_id="Asia/Tokyo").open()
    slot = me.offered().first
    label, time = slot.get_attribute("aria-label") or "", slot.inner_text()
    assert time in label, "times are the community's, wherever the visitor is"
    expect(me.part("panel")).to_contain_text("Eastern")
    asked = me.click(slot)
    expect(asked).to_contain_text(re.compile("name", re.IGNORECASE))
    expect(me.part("slot")).to_have_count(0)
    me.ask(f"Jane Moss, {ADDRESS}")
    card = me.part("tour-card")
    expect(card).to_have_attribute("data-status", "scheduled")
    expect(card).to_contain_text(time)
    me.click(card.get_by_test_id("tour-cancel"))
    expect(me.part("tour-card").last).to_have_attribute("data-status", "cancelled")
    assert me.part("tour-cancel").count() == 0


def test_a_booking_with_the_keyboard_alone(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url)
    expect(me.part("launcher")).to_be_visible()
    me.tab_to("launcher", "Shift+Tab")
    me.page.keyboard.press("Enter")
    assert me.focused() == "composer"
    me.page.keyboard.type("I'd like to book a tour")
    me.page.keyboard.press("Enter")
    expect(me.part("slot").first).to_be_visible()
    me.tab_to("slot", "Shift+Tab")
    before = me.messages("bot").count()
    me.page.keyboard.press("Enter")
    me.replied(before)
    me.tab_to("composer")
    me.page.keyboard.type(f"Jane Moss, {ADDRESS}")
    me.page.keyboard.press("Enter")
    expect(me.part("tour-card")).to_be_visible()
    me.page.keyboard.press("Escape")
    expect(me.part("panel")).to_be_hidden()
    assert me.focused() == "launcher"


def test_escape_closes_one_thing_at_a_time(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url).open()
    me.part("menu-button").click()
    me.part("menu-contact").click()
    expect(me.part("contact-form")).to_be_visible()
    me.page.keyboard.press("Escape")
    expect(me.part("contact-form")).to_be_hidden()
    expect(me.part("panel")).to_be_visible()
    me.page.keyboard.press("Escape")
    expect(me.part("panel")).to_be_hidden()
    assert me.focused() == "launcher"


def test_the_pages_own_buttons_ask_through_the_widget(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url)
    expect(me.part("launcher")).to_be_visible()
    me.page.get_by_role("button", name="Book a tour").first.click()
    expect(me.part("slot").first).to_be_visible()
    assert me.bubbles("visitor") == ["I'd like to book a tour"]


def test_a_file_goes_along_with_a_message(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url, bears=(REFUSED,)).open()
    expect(me.part("send")).to_be_disabled()
    me.part("file-input").set_input_files({"name": "note.txt", "mimeType": "text/plain", "buffer": b"plain words"})
    expect(me.part("file")).to_contain_text("Images and PDF only")
    me.part("file").get_by_role("button").click()
    expect(me.part("file")).to_have_count(0)
    me.part("file-input").set_input_files({"name": "plan.png", "mimeType": "image/png", "buffer": PNG})
    expect(me.part("send")).to_be_enabled()
    me.ask("Is this your floor plan?")
    me.page.reload()
    link = me.messages("visitor").locator("a.file")
    expect(link).to_contain_text("plan.png")
    answer = httpx.get(link.get_attribute("href") or "")
    assert (answer.status_code, answer.content) == (200, PNG)


def test_the_conversation_is_mailed_to_who_left_an_address(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url, bears=(REFUSED,)).open()
    me.part("menu-button").click()
    expect(me.part("menu-transcript")).to_be_hidden()
    me.page.keyboard.press("Escape")
    me.ask(PETS)
    me.part("menu-button").click()
    me.part("menu-transcript").click()
    expect(me.part("contact-form")).to_contain_text("Leave your email address first")
    me.part("contact-email").fill(ADDRESS)
    me.part("contact-send").click()
    expect(me.part("banner")).to_contain_text("Your details were sent")
    me.part("menu-button").click()
    me.part("menu-transcript").click()
    expect(me.part("banner")).to_contain_text(ADDRESS)


# What is said stays said


def test_a_person_takes_over_and_hands_back(arrive: Arrive, served: Served, staff: httpx.Client) -> None:
    me = arrive(served.url).open()
    me.ask("Hello there")
    me.part("menu-button").click()
    me.part("menu-person").click()
    expect(me.part("mode")).to_have_attribute("data-mode", "waiting")
    here = staff.get("/conversations?mode=waiting&limit=1").json()["data"][0]["id"]
    staff.post(f"/conversations/{here}/messages", json={"text": "Hello, a person here. What may I do for you?"})
    expect(me.part("mode")).to_have_attribute("data-mode", "human")
    expect(me.messages("manager")).to_have_count(1)
    expect(me.messages("system")).to_have_count(1)
    me.write("May I bring my piano?")
    expect(me.messages("visitor")).to_have_count(2)
    staff.post(f"/conversations/{here}/messages", json={"text": "You may."})
    expect(me.messages("manager")).to_have_count(2)
    answered = me.messages("bot").count()
    staff.post(f"/conversations/{here}/hand-back")
    expect(me.part("mode")).to_have_attribute("data-mode", "bot")
    me.ask(PETS)
    assert me.messages("bot").count() == answered + 1, "the bot answers what comes from now on, and no more"


def test_a_reload_goes_on_where_it_was(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url).open()
    me.ask(PETS)
    said = me.bubbles()
    me.part("composer").fill("half a thou")
    me.page.reload()
    expect(me.part("panel")).to_be_visible()
    expect(me.messages()).to_have_count(2)
    assert me.bubbles() == said
    expect(me.part("composer")).to_have_value("half a thou")
    expect(me.part("banner")).to_contain_text("Welcome back")


def test_a_reload_in_the_middle_of_an_answer_loses_nothing(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url).open()
    expect(me.part("quick-reply").first).to_be_visible()
    me.write(PETS)
    me.page.reload()
    expect(me.messages("bot")).to_have_count(1)
    expect(me.page.locator("[data-pending]")).to_have_count(0)
    assert me.bubbles("visitor") == [PETS]


def test_what_is_typed_offline_is_sent_once(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url, bears=OFFLINE).open()
    me.ask(PETS)
    me.page.context.set_offline(True)
    expect(me.part("banner")).to_contain_text("You are offline")
    me.write("Is there a gym?")
    expect(me.page.locator("[data-pending]")).to_contain_text("Is there a gym?")
    me.page.context.set_offline(False)
    expect(me.messages("bot")).to_have_count(2)
    expect(me.page.locator("[data-pending]")).to_have_count(0)
    assert me.bubbles("visitor") == [PETS, "Is there a gym?"]
    me.page.reload()
    expect(me.messages()).to_have_count(4)
    assert me.bubbles("visitor") == [PETS, "Is there a gym?"]


def test_a_restart_of_the_server_is_survived(arrive: Arrive, tmp_path: Path, demo_template: Path) -> None:
    with serve_in_thread(tmp_path, demo_template) as first:
        me = arrive(first.url, bears=(REFUSED, *OFFLINE)).open()
        me.ask(PETS)
        said = me.bubbles()
    expect(me.part("banner")).to_contain_text(re.compile("Reconnecting"))
    me.write("Is there a gym?")
    with serve_in_thread(tmp_path, None, port=first.settings.port):
        expect(me.messages("bot")).to_have_count(2)
        expect(me.part("banner")).to_be_hidden()
        assert me.bubbles()[:2] == said
        assert me.bubbles("visitor") == [PETS, "Is there a gym?"]


def test_two_tabs_show_one_conversation(arrive: Arrive, context: World, served: Served) -> None:
    browser = context()
    one, other = arrive(served.url, browser).open(), arrive(served.url, browser)
    one.ask(PETS)
    other.open()
    expect(other.messages()).to_have_count(2)
    other.ask("Is there a gym?")
    expect(one.messages()).to_have_count(4)
    assert one.bubbles() == other.bubbles()
    for tab in (one, other):
        expect(tab.part("use-here")).to_have_count(0)


def test_a_copy_of_a_tab_takes_over_until_it_is_asked_back(arrive: Arrive, context: World, served: Served) -> None:
    browser = context()
    one = arrive(served.url, browser).open()
    one.ask(PETS)
    kept = one.script("JSON.stringify({...sessionStorage})")
    copy = arrive(None, browser)
    copy.page.add_init_script(f"for (const [k, v] of Object.entries({kept})) sessionStorage.setItem(k, v)")
    copy.goto(served.url)
    expect(one.part("banner")).to_contain_text("another tab")
    one.part("use-here").click()
    expect(copy.part("use-here")).to_be_visible()
    one.ask("Is there a gym?")
    assert len(one.bubbles()) == 4


def test_where_sockets_are_blocked_the_chat_goes_another_way(arrive: Arrive, served: Served) -> None:
    me = arrive(None)
    me.page.add_init_script("window.WebSocket = class { constructor() { throw new DOMException('blocked') } }")
    me.goto(served.url).open()
    expect(me.ask(PETS)).to_contain_text("Cats and dogs")
    me.ask("Is there a gym?")
    assert me.bubbles("visitor") == [PETS, "Is there a gym?"]
    me.page.reload()
    expect(me.messages()).to_have_count(4)


# What is written is text


NASTY = '<img src=x onerror="window.__pwned=1"><script>window.__pwned=1;alert(1)</script> javascript:alert(2)'


ELEMENTS = (
    "document.querySelector('domiq-chat').shadowRoot.querySelectorAll('script, img, b i, [onerror], a[href^=java]')"
)


def test_markup_is_never_markup_in_the_page(arrive: Arrive, served: Served, staff: httpx.Client) -> None:
    id_ = _property(served, "maple-court")
    mast = ("Is there a zeppelin mast, <b><i>really</i></b>?", 'Yes & two; "tall" ones <3 &lt;b&gt; each.')
    rink = ("Is there a curling rink in the basement?", f"Yes: {NASTY}")
    for question, answer in (mast, rink):
        faq = {"property_id": id_, "question": question, "answer": answer}
        assert staff.post("/faqs", json=faq).status_code == 201
    me = arrive(served.url).open()
    me.ask(NASTY)
    assert me.bubbles("visitor") == [NASTY]
    reply = me.ask("Is there a zeppelin mast?")
    expect(reply).to_contain_text('Yes & two; "tall" ones <3 each.')
    reply.get_by_test_id("sources").get_by_role("button").click()
    expect(reply.get_by_role("listitem")).to_contain_text("Is there a zeppelin mast, really?")
    me.ask(rink[0])
    me.page.reload()
    expect(me.messages()).to_have_count(6)
    assert me.script(f"{ELEMENTS}.length") == 0
    assert me.script("window.__pwned === undefined")


def test_a_server_gone_bad_cannot_put_markup_into_the_page(arrive: Arrive, served: Served) -> None:
    message = {
        "id": "x",
        "seq": 1,
        "author": "bot",
        "text": NASTY,
        "sources": [{"kind": NASTY, "id": "s", "title": NASTY}],
    }
    message |= {"units": [{"id": "u", "name": NASTY, "rent": NASTY, "image_urls": ["javascript:alert(3)"]}]}
    message |= {
        "choices": [{"value": NASTY, "label": NASTY}],
        "slots": [{"value": "v", "starts_at": NASTY, "label": NASTY}],
    }
    message |= {
        "attachments": [{"id": "a", "name": NASTY, "content_type": "x", "size": 1, "url": "javascript:alert(4)"}]
    }
    message |= {
        "tour": {"id": "t", "starts_at": NASTY, "status": NASTY},
        "offer": {"id": "o", "title": NASTY, "terms": NASTY},
    }
    me = arrive(None)
    ready = {"type": "ready", "seq": 1, "mode": "bot", "messages": [message]}
    me.page.route_web_socket(
        re.compile("/ws/chat/"), lambda line: line.on_message(lambda _: line.send(json.dumps(ready)))
    )
    me.goto(served.url).open()
    expect(me.messages("bot").locator(".bubble")).to_have_text(NASTY)
    assert me.script(f"{ELEMENTS}.length") == 0
    assert me.script("window.__pwned === undefined")


@pytest.mark.parametrize(
    ("text", "direction"),
    [("مرحبا، هل لديكم شقة بغرفتي نوم؟", "rtl"), ("Hi 👩‍👩‍👧‍👦🏳️‍🌈 — Zażółć gęślą jaźń 你好", "ltr")],
)
def test_every_script_is_shown_in_its_direction(arrive: Arrive, served: Served, text: str, direction: str) -> None:
    me = arrive(served.url).open()
    me.ask(text)
    bubble = me.messages("visitor").locator(".bubble")
    assert bubble.inner_text() == text
    assert bubble.evaluate("e => e.matches(':dir(rtl)') ? 'rtl' : 'ltr'") == direction
    me.page.reload()
    expect(bubble).to_have_text(text)


# Wherever it is put


def test_a_phone_gives_the_whole_screen(arrive: Arrive, served: Served) -> None:
    me = arrive(served.url, **PHONE).open()
    me.page.wait_for_function(
        """() => { const panel = document.querySelector('domiq-chat').shadowRoot.querySelector('.panel');
        const box = panel.getBoundingClientRect();
        return [box.x, box.y, box.width, box.height].join() === '0,0,390,844' }"""
    )
    expect(me.part("launcher")).to_be_hidden()
    me.ask("Do you have two bedrooms?")
    assert me.script("document.documentElement.scrollWidth <= innerWidth")
    for _ in range(40):
        me.page.keyboard.press("Tab")
        assert me.focused() != "BODY", "the focus stays in what covers the page"
    me.part("close").click()
    expect(me.part("panel")).to_be_hidden()


LOOKS = (
    "display",
    "color",
    "background-color",
    "font-size",
    "font-weight",
    "border-top-width",
    "padding-left",
    "opacity",
)
LOOKS += (
    "text-transform",
    "letter-spacing",
    "line-height",
    "visibility",
    "width",
    "height",
    "float",
    "position",
    "filter",
)


def test_a_hostile_style_sheet_stays_outside(arrive: Arrive, site: Site, served: Served) -> None:
    seen = []
    hostile = """<style>
      body *, domiq-chat, button, div, textarea { display: none !important; font: 40px/3 fantasy !important;
        color: red !important; background: lime !important; opacity: 0.1 !important; visibility: hidden !important;
        padding: 33px !important; border: 9px solid blue !important; text-transform: uppercase !important;
        letter-spacing: 1em !important; float: left !important; position: static !important; width: 7px !important;
        height: 7px !important; filter: invert(1) !important; transform: rotate(3deg) !important;
        direction: rtl !important; zoom: 3 !important }
      html { font-size: 5px; line-height: 4 }
      body { color: red; text-align: center; font-style: italic; word-spacing: 2em }
    </style>"""
    for head in ("", hostile):
        me = arrive(site.embed(served.url, head=head), reduced_motion="reduce").open()
        me.ask(PETS)
        me.part("composer").hover()
        seen.append(
            [
                me.style(part, *LOOKS)
                for part in (".launcher", ".panel", ".visitor .bubble", "textarea", ".name", ".thumb")
            ]
        )
        seen[-1].append(me.part("panel").bounding_box())
    assert seen[0] == seen[1]


@pytest.mark.parametrize("sockets", [True, False])
def test_a_strict_policy_of_the_page_is_kept(arrive: Arrive, site: Site, served: Served, sockets: bool) -> None:
    allowed = f"{served.url} {served.ws}" if sockets else served.url
    policy = f"default-src 'none'; script-src {served.url}; connect-src {allowed}; img-src data:"
    site.headers["content-security-policy"] = policy
    me = arrive(site.embed(served.url), bears=() if sockets else ("/api/v1/ws/chat/",)).open()
    me.ask("Do you have two bedrooms?")
    expect(me.part("unit-card").first).to_be_visible()
    assert me.style(".launcher", "background-color") == {"background-color": "rgb(47, 107, 58)"}


def test_blocked_storage_costs_only_the_memory(arrive: Arrive, served: Served) -> None:
    me = arrive(None)
    me.page.add_init_script(
        """for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })"""
    )
    me.goto(served.url).open()
    expect(me.part("banner")).to_be_visible()
    expect(me.ask(PETS)).to_contain_text("Cats and dogs")
    me.page.reload()
    expect(me.part("panel")).to_be_hidden()


def test_somebody_elses_site_embeds_it(arrive: Arrive, site: Site, served: Served) -> None:
    me = arrive(site.embed(served.url)).open()
    expect(me.ask(PETS)).to_contain_text("Cats and dogs")
    me.part("file-input").set_input_files({"name": "plan.png", "mimeType": "image/png", "buffer": PNG})
    expect(me.part("send")).to_be_enabled()
    me.page.reload()
    expect(me.messages()).to_have_count(2)


def test_another_site_chats_without_sockets(arrive: Arrive, site: Site, served: Served) -> None:
    me = arrive(None)
    me.page.add_init_script("window.WebSocket = class { constructor() { throw new DOMException('blocked') } }")
    me.goto(site.embed(served.url)).open()
    expect(me.ask(PETS)).to_contain_text("Cats and dogs")


def test_a_site_that_is_not_allowed_is_told_so_kindly(
    arrive: Arrive, site: Site, served: Served, staff: httpx.Client
) -> None:
    id_ = _property(served, "saltmarsh-landing")
    changed = staff.put(f"/properties/{id_}", json={"allowed_origins": ["https://saltmarsh-landing.example"]})
    assert changed.status_code == 200, changed.text
    me = arrive(site.embed(served.url, "saltmarsh-landing"), bears=(REFUSED,)).open()
    expect(me.part("banner")).to_contain_text("not available on this website")
    expect(me.part("composer")).to_be_hidden()
    me.part("close").click()
    expect(me.part("panel")).to_be_hidden()


@pytest.mark.parametrize(("scheme", "brightness"), [("light", (200, 256)), ("dark", (0, 60))])
def test_it_follows_the_visitors_light_and_dark(
    arrive: Arrive, served: Served, scheme: str, brightness: tuple[int, int]
) -> None:
    me = arrive(served.url, color_scheme=scheme).open()
    color = me.style(".panel", "background-color")["background-color"]
    assert all(brightness[0] <= int(part) < brightness[1] for part in re.findall(r"\d+", color)[:3]), color
