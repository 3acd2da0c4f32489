"""One script tag on somebody else's page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.server import TalkServer, find_free_port
from tests.web.conftest import PHONE, Visitor


@pytest.fixture
def host_page(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another website: its address and its folder. Its own content policy is strict."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            """Quiet."""

    folder = tmp_path / "site"
    folder.mkdir()
    port = find_free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}", folder
    server.shutdown()
    server.server_close()


def embed(talk: str, attributes: str = "") -> str:
    policy = f"default-src 'self'; script-src {talk}; connect-src {talk}"
    return (
        f'<!doctype html><html lang="en"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>Elsewhere</title><body><h1>Elsewhere</h1><script src='{talk}/ownvoice.js' {attributes} async></script>"
    )


def test_another_website_that_is_allowed_talks_with_one_tag_through_a_restart(tmp_path, host_page, a_visitor):
    address, folder = host_page
    server = TalkServer(tmp_path / "talk", {"OWNVOICE_ALLOWED_ORIGINS": address}).start()
    try:
        (folder / "index.html").write_text(embed(server.url))
        peer: Visitor = a_visitor(address).opens()
        peer.button("Chat").click()
        peer.agrees().says("hello there")
        server.stop()
        peer.says("what can you do", wait=False)
        expect(peer.page.get_by_text("Not sent yet")).to_be_visible()
        expect(peer.page.get_by_text("Need a person now?")).to_be_visible()
        server.start()
        peer.button("Try now").click()
        expect(peer.page.get_by_text("Not sent yet")).to_have_count(0, timeout=30000)
        expect(peer.page.locator(".notice")).to_be_hidden()
        expect(peer.peer_lines).to_have_count(2)
        lines = peer.lines
        peer.page.reload()
        expect(peer.bot_lines.last).to_be_attached()
        assert peer.lines == lines
        assert {url.rpartition("/")[0] for url in peer.requests} <= {
            address,
            server.url,
            f"{server.url}/webhooks/widget",
        }
    finally:
        server.stop()


def test_another_website_that_is_not_allowed_is_told_so_and_still_shows_help(talk_server, host_page, a_visitor):
    address, folder = host_page
    (folder / "index.html").write_text(embed(talk_server.url))
    peer: Visitor = a_visitor(address).opens()
    peer.button("Chat").click()
    peer.button("Start chatting").click()
    expect(peer.page.locator(".notice")).to_be_visible()
    peer.page.locator(".strip").get_by_role("button", name="Get help now").click()
    expect(peer.page.get_by_role("link", name="Call 911")).to_be_visible()
    assert any("CORS" in fault for fault in peer.faults)
    peer.faults.clear()


def test_the_tag_says_how_the_chat_looks_and_where_it_sits(fake, host_page, a_visitor):
    address, folder = host_page
    attributes = (
        'data-title="Elm Street chat" data-greeting="Hi from Elm Street" '
        'data-colour="gold" data-position="left" data-language="es"'
    )
    (folder / "index.html").write_text(embed(fake.url, attributes))
    peer: Visitor = a_visitor(address).opens()
    launch = peer.button("Hablar")
    assert launch.bounding_box()["x"] < 400
    assert launch.evaluate("(node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]") == [
        "rgb(255, 215, 0)",
        "rgb(0, 0, 0)",
    ]
    launch.click()
    expect(peer.page.get_by_role("heading", name="Hi from Elm Street")).to_be_visible()
    assert peer.run("return root.querySelector('.panel').lang") == "es"
    assert peer.run("return root.querySelector('.names strong').textContent") == "Elm Street chat"
    assert peer.page.evaluate("document.querySelector('ownvoice-chat').title") == ""


def test_the_loud_rules_of_a_host_page_do_not_reach_in_nor_ours_out(fake, a_visitor):
    peer = a_visitor(fake.url).opens("/demo.html")
    ours = "getComputedStyle(root.querySelector('.launch'))"
    assert peer.run(f"return [{ours}.textTransform, {ours}.borderTopStyle]") == ["none", "solid"]
    theirs = peer.page.evaluate("getComputedStyle(document.querySelector('main button')).borderTopStyle")
    assert theirs == "dotted"


def test_a_programme_may_set_its_look_by_custom_properties(fake, a_visitor):
    peer = a_visitor(fake.url).opens("/demo-inline.html")
    peer.page.evaluate(
        "document.querySelector('ownvoice-chat').style.setProperty('--ownvoice-accent', 'rgb(10, 20, 30)')"
    )
    assert peer.run("return getComputedStyle(root.querySelector('.main')).backgroundColor") == "rgb(10, 20, 30)"


def test_the_corner_chat_opens_beside_the_page_and_gives_the_focus_back(fake, a_visitor):
    peer = a_visitor(fake.url).opens("/demo.html")
    peer.button("Chat").press("Enter")
    expect(peer.page.get_by_role("dialog", name="River House chat")).to_be_visible()
    expect(peer.page.get_by_role("button", name="A button of this page")).to_be_enabled()
    peer.page.keyboard.press("Escape")
    expect(peer.page.get_by_role("dialog")).to_be_hidden()
    expect(peer.button("Chat")).to_be_focused()


def test_on_a_phone_the_chat_covers_the_page_and_keeps_the_focus_in(fake, a_visitor):
    peer = a_visitor(fake.url, **PHONE).opens("/demo.html")
    peer.button("Chat").tap()
    box = peer.page.get_by_role("dialog").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    for _ in range(12):
        peer.page.keyboard.press("Tab")
        assert peer.page.evaluate("['OWNVOICE-CHAT', 'BODY'].includes(document.activeElement.tagName)")


@pytest.mark.parametrize("how", [{}, PHONE, {"viewport": {"width": 320, "height": 568}}])
def test_help_stays_in_the_same_place_in_every_state(fake, a_visitor, how):
    peer = a_visitor(fake.url, **how).opens("/demo.html")
    places = []

    def note() -> None:
        places.append(peer.page.locator(".help-now:visible").bounding_box())

    note()
    peer.button("Chat").click()
    note()
    peer.agrees()
    note()
    peer.says("hello")
    note()
    peer.button("About this chat").click()
    note()
    peer.page.locator(".strip").get_by_role("button", name="Get help now").click()
    note()
    assert all(place == places[0] for place in places), places


def test_an_open_corner_chat_is_open_again_on_the_next_page_without_taking_the_focus(fake, a_visitor):
    peer = a_visitor(fake.url).opens("/demo.html")
    peer.button("Chat").click()
    peer.agrees().says("hello")
    peer.page.reload()
    expect(peer.bot_lines.filter(has_text="You said: hello")).to_be_visible()
    assert peer.page.evaluate("document.activeElement.tagName") == "BODY"


def test_two_tags_make_one_chat(fake, host_page, a_visitor):
    address, folder = host_page
    (folder / "index.html").write_text(embed(fake.url) + f"<script src='{fake.url}/ownvoice.js' async></script>")
    peer: Visitor = a_visitor(address).opens()
    peer.page.wait_for_load_state("networkidle")
    assert peer.page.locator("ownvoice-chat").count() == 1
