"""What the widget keeps, when, and how fast it is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

NOWHERE = "<title>weather</title>"


@pytest.fixture
def weather(a_visitor):
    """The neutral page, without the internet."""

    def stand_in(visitor):
        visitor.context.route(
            "https://www.weather.gov/**", lambda route: route.fulfill(body=NOWHERE, content_type="text/html")
        )
        return visitor

    return stand_in


def test_before_the_peer_agrees_nothing_is_kept_and_nobody_is_asked(fake, a_visitor):
    peer = a_visitor(fake.url).opens()
    peer.button("Get help now").click()
    expect(peer.page.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
    expect(peer.page.get_by_role("link", name="Text START to 88788")).to_be_visible()
    peer.button("Back").click()
    expect(peer.page.locator(".sentences")).to_have_text(
        "You will chat with a computer program that helps you speak up, not with a person. "
        "We keep what you write, and peer specialists may read it with names taken out."
    )
    assert fake.sessions == 0
    assert peer.kept == '[{},{},""]'


def test_after_that_a_key_is_kept_for_this_tab_only_and_no_cookie(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees().says("hello")
    session, local, cookies = peer.page.evaluate("[{...sessionStorage}, {...localStorage}, document.cookie]")
    assert list(session) == [f"ov:{fake.url}"]
    assert "hello" not in str(session)
    assert (local, cookies) == ({}, "")
    assert peer.context.cookies() == []


def test_a_peer_may_keep_nothing_on_this_device(fake, a_visitor):
    peer = a_visitor(fake.url).opens()
    peer.page.get_by_role("checkbox", name="Keep nothing on this device").check()
    peer.agrees().says("hello")
    assert peer.kept == '[{},{},""]'
    peer.page.reload()
    expect(peer.button("Start chatting")).to_be_visible()


def test_a_site_may_decide_that_nothing_is_kept(fake, a_visitor):
    peer = a_visitor(fake.url).opens("/demo-inline.html")
    expect(peer.page.get_by_role("checkbox")).to_have_count(0)
    peer.agrees().says("hello")
    assert peer.kept == '[{},{},""]'


@pytest.mark.parametrize("way", ["button", "keys", "keys while help is open", "keys before consent"])
def test_quick_exit_leaves_nothing_and_back_does_not_return(fake, a_visitor, weather, way):
    peer = weather(a_visitor(fake.url))
    peer.page.goto("about:blank")
    peer.opens()
    if "before" not in way:
        peer.agrees().says("my secret")
    if "help" in way:
        peer.button("Get help now").click()
    if way == "button":
        peer.button("Quick exit").click()
    else:
        peer.page.keyboard.press("Escape")
        peer.page.keyboard.press("Escape")
    peer.page.wait_for_url("https://www.weather.gov/")
    peer.page.go_back()
    assert peer.page.url == "about:blank"
    peer.opens()
    expect(peer.button("Start chatting")).to_be_visible()
    assert peer.kept == '[{},{},""]'


def test_one_esc_only_says_how_to_leave(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    peer.page.get_by_role("textbox").press("Escape")
    expect(peer.page.get_by_role("status")).to_contain_text("Press Esc again to leave this page.")
    peer.page.wait_for_timeout(900)
    peer.page.keyboard.press("Escape")
    peer.page.wait_for_timeout(200)
    assert peer.page.url == fake.url + "/"


def test_quick_exit_in_one_tab_empties_the_others(fake, a_visitor, weather):
    one = weather(a_visitor(fake.url)).opens().agrees().says("my secret")
    other = a_visitor(fake.url, context=one.context).opens()
    expect(other.peer_lines).to_have_count(1)
    one.button("Quick exit").click()
    one.page.wait_for_url("https://www.weather.gov/")
    expect(other.button("Start chatting")).to_be_visible()
    assert "my secret" not in other.page.locator("ownvoice-chat").inner_text()
    assert other.kept == '[{},{},""]'


def test_a_site_chooses_where_the_exit_leads_but_not_to_a_script(fake, a_visitor, weather):
    peer = weather(a_visitor(fake.url)).opens()
    peer.page.locator("ownvoice-chat").evaluate("(chat) => chat.setAttribute('exit-url', 'javascript:alert(1)')")
    peer.button("Quick exit").click()
    peer.page.wait_for_url("https://www.weather.gov/")


def test_the_chat_can_be_ended_on_this_device(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees().says("hello")
    peer.button("About this chat").click()
    expect(peer.page.get_by_text("until you close this tab")).to_be_visible()
    expect(peer.page.get_by_text("may still list this page in its history")).to_be_visible()
    peer.button("End the chat on this device").click()
    expect(peer.button("Start chatting")).to_be_visible()
    assert peer.kept == '[{},{},""]'


def test_blocked_storage_does_not_stop_the_chat(fake, a_visitor):
    peer = a_visitor(fake.url)
    peer.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked'); }})"
    )
    peer.opens().agrees().says("hello")
    assert peer.lines[-1] == "You said: hello"


def test_the_page_asks_nobody_else_for_anything(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees().says("hello")
    assert {url.split("/")[2] for url in peer.requests} == {fake.url.split("/")[2]}
