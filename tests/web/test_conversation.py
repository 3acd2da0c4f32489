"""Peers talk through the page with the real server behind it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.conftest import PHONE
from tests.web.fake_talk import a_said

STATEMENT = "Here it is in your words:\n\nTo my case manager: I am a dad of two.\n\nPlease call me the day before."
PLACE = a_said(
    "Kiva Centers\nPeer support, free. Worcester.",
    links=(
        ("Call 508-555-0100", "tel:5085550100"),
        ("Map", "https://www.openstreetmap.org/?mlat=42&mlon=-71"),
        ("Text", "sms:5085550100"),
    ),
)


def test_a_peer_works_out_a_needs_statement_on_the_page(talk_server, a_visitor):
    peer = a_visitor(talk_server.url).opens().agrees()
    peer.picks("Say what I need")
    peer.picks("A worker or case manager")
    for words in (
        "I am a dad of two",
        "They cancel every other week and I find out at the door",
        "keeping my job",
        "call me the day before",
        "no phone calls at work",
        "I could get to work on time",
    ):
        peer.says(words)
    peer.picks("Skip this")
    expect(peer.bot_lines.filter(has_text="in your words")).to_be_visible()
    told = " ".join(peer.lines)
    assert "call me the day before" in told and "dad of two" in told
    peer.picks("Yes, keep it")
    expect(peer.bot_lines.filter(has_text="These are your words")).to_be_visible()
    expect(peer.choice("Show it again")).to_be_visible()


def test_a_peer_on_a_phone_taps_answers_types_them_or_types_their_number(talk_server, a_visitor):
    peer = a_visitor(talk_server.url, **PHONE).opens().agrees()
    peer.picks("Say what I need").says("2")
    assert "A worker or case manager" in peer.lines
    peer.says("skip this")
    assert peer.page.locator(".choices").count() <= 1  # only the last question can be answered


def test_a_peer_in_danger_gets_numbers_to_tap(talk_server, a_visitor):
    peer = a_visitor(talk_server.url).opens().agrees().says("i want to kill myself")
    last = peer.bot_lines.filter(has_text="988").last
    expect(last.get_by_role("link", name="988").first).to_have_attribute("href", "tel:988")
    expect(peer.button("Get help now")).to_be_visible()


def test_a_peer_who_reloads_finds_the_chat_as_it_was(talk_server, a_visitor):
    peer = a_visitor(talk_server.url).opens().agrees().says("hello there")
    before = peer.lines
    peer.page.reload()
    expect(peer.bot_lines.nth(len(before) - 2)).to_be_attached()
    assert peer.lines == before
    assert peer.requests.count(f"{talk_server.url}/webhooks/widget/sessions") == 1


def test_two_tabs_show_the_same_chat(talk_server, a_visitor):
    one = a_visitor(talk_server.url).opens().agrees().says("hello there")
    other = a_visitor(talk_server.url, context=one.context).opens()
    expect(other.peer_lines).to_have_count(1)
    assert other.lines == one.lines
    other.says("what can you do")
    expect(one.peer_lines).to_have_count(2)
    assert one.lines == other.lines


def test_a_resource_is_a_card_to_call_text_and_find(fake, a_visitor):
    fake.replies["worcester"] = [PLACE]
    peer = a_visitor(fake.url, **PHONE).opens().agrees().says("worcester")
    card = peer.page.locator(".card")
    expect(card.get_by_role("link", name="Call 508-555-0100")).to_have_attribute("href", "tel:5085550100")
    expect(card.get_by_role("link", name="Text")).to_have_attribute("href", "sms:5085550100")
    place = card.get_by_role("link", name=re.compile("Map"))
    expect(place).to_have_attribute("target", "_blank")
    expect(place).to_have_attribute("rel", "noopener noreferrer")


def test_the_sheet_opens_prints_downloads_and_comes_back(fake, a_visitor):
    fake.replies["show"] = [a_said(STATEMENT)]
    peer = a_visitor(fake.url, accept_downloads=True).opens().agrees().says("show")
    peer.button("Open as a page").click()
    sheet = peer.page.locator(".sheet article")
    expect(sheet).to_contain_text("I am a dad of two.")
    expect(sheet).not_to_contain_text("Here it is")
    with peer.page.expect_download() as download:
        peer.button("Download").click()
    assert (
        download.value.path().read_text()
        == "My words\n\nTo my case manager: I am a dad of two.\n\nPlease call me the day before.\n"
    )
    assert download.value.suggested_filename == "my-words.txt"
    # The print dialog belongs to the browser; what would go to paper is in the frame.
    peer.button("Print").click()
    frame = peer.page.frames[1]
    assert frame.locator("p").all_inner_texts() == [
        "To my case manager: I am a dad of two.",
        "Please call me the day before.",
    ]
    peer.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert peer.page.evaluate("location.pathname") == "/"


def test_a_long_answer_is_shown_from_its_beginning(fake, a_visitor):
    fake.replies["long"] = [
        a_said("The beginning.\n\n" + "A line of a long answer. " * 120),
        a_said("And then?", ("Go on",)),
    ]
    peer = a_visitor(fake.url, **PHONE).opens().agrees().says("long")
    expect(peer.page.get_by_text("The beginning.")).to_be_in_viewport()
    peer.button("Go to the newest message").click()
    expect(peer.choice("Go on")).to_be_in_viewport(ratio=1)


def test_words_never_become_markup(fake, a_visitor):
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    fake.replies["x"] = [
        a_said(nasty, ("<b>bold</b>",), (("bad", "javascript:alert(3)"), ("<i>good</i>", "https://example.org/")))
    ]
    peer = a_visitor(fake.url).opens().agrees().says(nasty).says("x")
    assert peer.lines.count(nasty) == 1 and f"You said: {nasty}" in peer.lines
    assert peer.run("return root.querySelectorAll('img, script, .log b b, .log i i').length") == 0
    assert peer.run("return [...root.querySelectorAll('.log a')].map((a) => a.href)") == ["https://example.org/"]


def test_typing_is_shown_while_the_bot_takes_long_and_not_after(fake, a_visitor):
    fake.faults = [1.0]
    peer = a_visitor(fake.url).opens().agrees()
    peer.says("hello", wait=False)
    expect(peer.page.locator(".typing")).to_be_visible()
    expect(peer.bot_lines.filter(has_text="You said: hello")).to_be_visible()
    expect(peer.page.locator(".typing")).to_be_hidden()


def test_a_choice_that_is_not_offered_any_more_is_said_in_words(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    fake.faults = [400]
    peer.picks("Just talk")
    assert fake.taken[0]["text"] == "Just talk"
    assert peer.lines[-2:] == ["Just talk", "You said: Just talk"]
