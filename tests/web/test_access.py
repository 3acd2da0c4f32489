"""WCAG 2.2 AA: by axe in every state, and by what axe cannot see."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import PHONE, Visitor
from tests.web.fake_talk import FakeTalk, a_said
from tests.web.test_conversation import PLACE, STATEMENT

CRISIS = a_said("I hear you. Call or text 988 right now.\nIf you might act on it, call 911.", ("Call now", "Not now"))


def reach_closed(fake: FakeTalk, peer: Visitor) -> None:
    """The dock alone."""


def reach_consent(fake: FakeTalk, peer: Visitor) -> None:
    peer.button("Chat").click()


def reach_choices(fake: FakeTalk, peer: Visitor) -> None:
    reach_consent(fake, peer)
    peer.agrees()


def reach_cards(fake: FakeTalk, peer: Visitor) -> None:
    fake.replies["help"] = [PLACE, a_said(STATEMENT)]
    reach_choices(fake, peer)
    peer.says("help")


def reach_crisis(fake: FakeTalk, peer: Visitor) -> None:
    fake.replies["help"] = [CRISIS]
    reach_choices(fake, peer)
    peer.says("help")


def reach_error(fake: FakeTalk, peer: Visitor) -> None:
    reach_choices(fake, peer)
    fake.faults = [500] * 9
    peer.says("hello", wait=False)
    expect(peer.page.get_by_text("Not sent yet")).to_be_visible()


def reach_ended(fake: FakeTalk, peer: Visitor) -> None:
    reach_choices(fake, peer)
    fake.forget_sessions()
    peer.says("hello", wait=False)
    expect(peer.button("Start a new chat")).to_be_visible()


def reach_help(fake: FakeTalk, peer: Visitor) -> None:
    reach_consent(fake, peer)
    peer.page.locator(".strip").get_by_role("button", name="Get help now").click()


def reach_about(fake: FakeTalk, peer: Visitor) -> None:
    reach_choices(fake, peer)
    peer.button("About this chat").click()


def reach_sheet(fake: FakeTalk, peer: Visitor) -> None:
    reach_cards(fake, peer)
    peer.button("Open as a page").click()


def reach_writing(fake: FakeTalk, peer: Visitor) -> None:
    reach_choices(fake, peer)
    fake.faults = [3.0]
    peer.says("hello", wait=False)
    expect(peer.page.locator(".typing")).to_be_visible()


STATES: dict[str, Callable[[FakeTalk, Visitor], None]] = {
    name.removeprefix("reach_"): reach for name, reach in list(globals().items()) if name.startswith("reach_")
}
SCREENS = [(320, 568), (390, 844), (1280, 800)]


def settle(peer: Visitor) -> None:
    """Wait until nothing moves: axe reads colours as they are this moment."""
    peer.page.wait_for_timeout(50)
    peer.run(
        "const once = root.getAnimations().filter((animation) => animation.effect.getTiming().iterations === 1);"
        "return Promise.all(once.map((animation) => animation.finished))"
    )


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_cut_off(fake, a_visitor, tmp_path, state):
    peer = a_visitor(fake.url, viewport={"width": 390, "height": 844}).opens("/demo.html")
    STATES[state](fake, peer)
    for (width, height), scheme in product(SCREENS, ("light", "dark")):
        peer.page.set_viewport_size({"width": width, "height": height})
        peer.page.emulate_media(color_scheme=scheme)
        settle(peer)
        check_screen(peer, width)
        # To look at: python -m pytest tests/web/test_access.py --basetemp FOLDER
        peer.page.screenshot(path=tmp_path / f"{state}-{width}-{scheme}.png")


def check_screen(peer: Visitor, width: int) -> None:
    found = Axe().run(peer.page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert peer.page.evaluate("document.documentElement.scrollWidth") <= width
    wide = peer.run(
        "return [...root.querySelectorAll('.panel *')]"
        ".filter((n) => n.getBoundingClientRect().right > innerWidth + 1).map((n) => n.className)"
    )
    assert wide == []


@pytest.mark.parametrize("path", ["/", "/demo-inline.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_whole_pages(fake, a_visitor, path, scheme):
    peer = a_visitor(fake.url, color_scheme=scheme).opens(path)
    settle(peer)
    assert Axe().run(peer.page).violations_count == 0
    peer.agrees()
    settle(peer)
    assert Axe().run(peer.page).violations_count == 0


@pytest.mark.parametrize("state", STATES)
def test_everything_to_tap_on_a_phone_is_44_pixels(fake, a_visitor, state):
    peer = a_visitor(fake.url, **PHONE).opens("/demo.html")
    STATES[state](fake, peer)
    settle(peer)
    small = peer.run(
        "return [...root.querySelectorAll('button, a.link, .check, textarea')].filter((n) => n.checkVisibility())"
        ".map((n) => [n.textContent, n.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 44 || box.width < 44)"
        ".map(([text, box]) => `${text} ${box.width}x${box.height}`)"
    )
    assert small == []


def test_a_whole_talk_by_keyboard_alone(fake, a_visitor):
    peer = a_visitor(fake.url).opens("/demo.html")
    fake.replies["just talk"] = [a_said("About what?", ("Anything", "Nothing"))]
    press = peer.page.keyboard.press
    focus = "const at = root.activeElement || document.activeElement;"
    name = lambda: peer.run(f"{focus} return at.textContent.trim()")  # noqa: E731
    peer.page.get_by_role("button", name="A button of this page").focus()
    press("Tab")
    assert name() == "Chat"
    press("Enter")
    assert name() == "Find the words for what you need"
    press("Tab")
    assert name() == "Start chatting"
    press("Enter")
    expect(peer.choice("Just talk")).to_be_visible()
    expect(peer.page.get_by_role("textbox")).to_be_focused()
    press("Shift+Tab")
    assert name() == "2Just talk"
    press("Enter")
    expect(peer.choice("Anything")).to_be_visible()
    expect(peer.page.get_by_role("log")).to_be_focused()
    press("Tab")
    assert name() == "1Anything"
    ring = peer.run(f"{focus} return getComputedStyle(at).outlineStyle + getComputedStyle(at).outlineWidth")
    assert ring == "solid3px"
    for expected in ("2Nothing", "", "", "Quick exit", "Get help now"):
        press("Tab")
        assert name() == expected
    press("Enter")
    assert name() == "Talk to a person now"
    press("Escape")
    assert name() == "Get help now"


def test_new_words_are_announced_once_and_old_ones_never(fake, a_visitor):
    peer = a_visitor(fake.url).opens()
    assert peer.run("return [...root.querySelectorAll('[aria-live], [role=status], [role=alert]')].length") == 1
    peer.page.evaluate("""() => {
        const status = document.querySelector('ownvoice-chat').shadowRoot.querySelector('[role=status]');
        window.told = [];
        const note = () => status.textContent && told.push(status.textContent);
        new MutationObserver(note).observe(status, {childList: true});
    }""")
    peer.agrees().says("one").says("two")
    peer.page.wait_for_timeout(200)
    assert "\n".join(peer.page.evaluate("told")).split("\n") == [
        "Hi. What would you like to do?",
        "Choices: Say what I need, Just talk.",
        "You said: one",
        "You said: two",
    ]
    log = peer.page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "off")
    peer.page.reload()
    expect(peer.peer_lines).to_have_count(2)
    peer.page.wait_for_timeout(200)
    assert peer.run("return root.querySelector('[role=status]').textContent") == ""


def test_spanish_words_are_marked_as_spanish(fake, a_visitor):
    fake.replies["hola"] = [a_said("Llame o mande un texto al 988. Contesta una persona de día y de noche.")]
    peer = a_visitor(fake.url).opens().agrees().says("hola")
    assert peer.bot_lines.last.locator(".bubble").get_attribute("lang") == "es"
    assert peer.bot_lines.first.locator(".bubble").get_attribute("lang") is None


@pytest.mark.parametrize("zoom", [2, 4])
def test_enlarged_it_stays_usable(fake, a_visitor, zoom):
    """Enlarging a 1280 x 1024 window is what a smaller one looks like."""
    peer = a_visitor(fake.url, viewport={"width": 1280 // zoom, "height": 1024 // zoom}).opens("/demo.html")
    peer.button("Chat").click()
    peer.agrees().says("hello")
    peer.page.get_by_role("textbox").scroll_into_view_if_needed()
    expect(peer.page.get_by_role("textbox")).to_be_in_viewport()
    expect(peer.page.locator(".strip .help-now")).to_be_in_viewport()
    assert peer.page.evaluate("document.documentElement.scrollWidth") <= 1280 // zoom


def test_wider_text_spacing_cuts_nothing_off(fake, a_visitor):
    fake.replies["help"] = [PLACE]
    peer = a_visitor(fake.url, **PHONE).opens("/demo.html")
    peer.button("Chat").click()
    peer.agrees().says("help")
    peer.run(
        "const wide = new CSSStyleSheet();"
        "wide.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important } p { margin-bottom: 2em !important }');"
        "root.adoptedStyleSheets = [...root.adoptedStyleSheets, wide]"
    )
    cut = peer.run(
        "const cut = (n) => n.scrollWidth > n.clientWidth + 1 || n.scrollHeight > n.clientHeight + 1;"
        "return [...root.querySelectorAll('button, p, .link')]"
        ".filter((n) => n.checkVisibility() && !n.closest('.sr') && cut(n))"
        ".map((n) => n.textContent)"
    )
    assert cut == []


def test_with_reduced_motion_nothing_moves(fake, a_visitor):
    fake.faults = [2.0]
    peer = a_visitor(fake.url, reduced_motion="reduce").opens().agrees()
    peer.says("hello", wait=False)
    expect(peer.page.locator(".typing")).to_be_visible()
    assert peer.run("return root.getAnimations({subtree: true}).length") == 0


def test_with_forced_colours_everything_keeps_its_edge(fake, a_visitor):
    peer = a_visitor(fake.url, forced_colors="active").opens().agrees().says("hello")
    for part in (".peer .bubble", ".bot .bubble", ".send", ".help-now", ".leave"):
        edge = peer.page.locator(part).first.evaluate(
            "(node) => getComputedStyle(node).borderTopStyle + getComputedStyle(node).borderTopWidth"
        )
        assert edge == "solid1px", part


def test_without_scripts_the_page_still_names_people_to_call(fake, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(fake.url)
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()
    expect(page.get_by_text("Not a crisis service. Not medical advice.")).to_be_visible()
    expect(page.get_by_text(re.compile("needs JavaScript"))).to_be_visible()
    page.context.close()
