"""Bad lines, broken servers, sessions that end: nothing a peer wrote is lost or said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("fault", ["drop", "lost", 500, 503, 429])
def test_a_message_that_fails_is_kept_and_sent_once(fake, a_visitor, fault):
    fake.faults = [fault] * 3  # a browser quietly tries again once by itself
    peer = a_visitor(fake.url).opens().agrees()
    peer.says("please hear me", wait=False)
    expect(peer.page.get_by_text("Not sent yet")).to_be_visible()
    fake.faults.clear()
    peer.button("Try now").click()
    expect(peer.bot_lines.filter(has_text="You said: please hear me")).to_have_count(1)
    expect(peer.peer_lines).to_have_count(1)
    expect(peer.page.get_by_text("Not sent yet")).to_have_count(0)
    assert [body["text"] for body in fake.taken] == ["please hear me"]


def test_it_is_sent_again_without_anybody_pressing_anything(fake, a_visitor):
    fake.faults = ["drop"] * 3
    peer = a_visitor(fake.url).opens().agrees()
    peer.says("please hear me")
    assert [body["text"] for body in fake.taken] == ["please hear me"]


def test_several_messages_wait_and_go_out_in_order(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    fake.faults = ["drop"] * 4
    for words in ("one", "two", "three"):
        peer.says(words, wait=False)
    expect(peer.bot_lines.filter(has_text="You said: three")).to_have_count(1, timeout=15000)
    assert [body["text"] for body in fake.taken] == ["one", "two", "three"]
    assert [line for line in peer.lines if line in ("one", "two", "three")] == ["one", "two", "three"]


def test_offline_is_said_with_a_way_to_a_person_and_ends_by_itself(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    peer.context.set_offline(True)
    notice = peer.page.locator(".notice")
    expect(notice).to_contain_text("You are offline")
    peer.says("are you there", wait=False)
    notice.get_by_role("button", name="Get help now").click()
    expect(peer.page.get_by_role("link", name="Call 988")).to_be_visible()
    peer.button("Back").click()
    peer.context.set_offline(False)
    expect(peer.bot_lines.filter(has_text="You said: are you there")).to_be_visible()
    expect(notice).to_be_hidden()


def test_words_not_sent_outlive_a_reload_and_are_not_shown_twice(fake, a_visitor):
    fake.faults = ["lost"] * 3
    peer = a_visitor(fake.url).opens().agrees()
    peer.says("please hear me", wait=False)
    expect(peer.page.get_by_text("Not sent yet")).to_be_visible()
    fake.faults.clear()
    peer.page.reload()
    expect(peer.bot_lines.filter(has_text="You said: please hear me")).to_have_count(1)
    expect(peer.peer_lines).to_have_count(1)
    assert len(fake.taken) == 1


def test_half_written_words_outlive_a_reload(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    peer.page.get_by_role("textbox").fill("I wanted to")
    peer.page.wait_for_timeout(500)
    peer.page.reload()
    expect(peer.page.get_by_role("textbox")).to_have_value("I wanted to")


def test_a_session_that_ended_can_be_followed_by_a_new_one_with_the_words_kept(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees().says("hello")
    fake.forget_sessions()
    peer.says("still here?", wait=False)
    notice = peer.page.locator(".notice")
    expect(notice).to_contain_text("This chat has ended")
    expect(peer.peer_lines).to_have_count(2)  # what was said stays readable
    notice.get_by_role("button", name="Start a new chat").click()
    expect(peer.bot_lines.filter(has_text="You said: still here?")).to_be_visible()
    assert fake.sessions == 2


def test_a_peer_may_agree_while_the_server_is_away(fake, a_visitor):
    peer = a_visitor(fake.url).opens()
    fake.stop()
    peer.button("Start chatting").click()
    expect(peer.page.locator(".notice")).to_contain_text("We can't reach the server")
    peer.says("hello", wait=False)
    fake.start()
    expect(peer.bot_lines.filter(has_text="You said: hello")).to_be_visible(timeout=20000)
    assert fake.sessions == 1


def test_a_slow_line_doubles_nothing(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    peer.context.new_cdp_session(peer.page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 600, "downloadThroughput": 6000, "uploadThroughput": 3000},
    )
    peer.says("one", wait=False).says("two", wait=False)
    expect(peer.bot_lines.filter(has_text="You said: two")).to_be_visible(timeout=20000)
    assert [body["text"] for body in fake.taken] == ["one", "two"]


def test_a_message_that_is_too_long_is_told_so_and_not_cut(fake, a_visitor):
    peer = a_visitor(fake.url).opens().agrees()
    field = peer.page.get_by_role("textbox")
    field.fill("x" * 4010)
    expect(peer.page.locator(".count")).to_have_text("This is 10 signs too long. Please send it in two parts.")
    peer.page.keyboard.press("Enter")
    assert len(field.input_value()) == 4010
    field.fill("x" * 3900)
    expect(peer.page.locator(".count")).to_have_text("100 left")
    peer.page.keyboard.press("Enter")
    expect(peer.peer_lines).to_have_count(1)


def test_words_the_server_will_not_take_stay_in_sight(fake, a_visitor):
    fake.faults = [400]
    peer = a_visitor(fake.url).opens().agrees()
    peer.says("odd", wait=False)
    expect(peer.page.get_by_text("This one could not be sent.")).to_be_visible()
    peer.says("next")
    assert "odd" in peer.lines
