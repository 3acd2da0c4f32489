"""The widget API of the running server, used as an outsider would."""

from __future__ import annotations

import httpx
import pytest

from tests.server import TalkServer

pytestmark = pytest.mark.server


@pytest.fixture
def door(talk_server: TalkServer) -> httpx.Client:
    return httpx.Client(base_url=f"{talk_server.url}/webhooks/widget", timeout=30)


def test_a_new_session_gets_a_secret_token_and_a_welcome_with_help(door):
    opened = door.post("/sessions")
    assert opened.status_code == 201
    assert len(opened.json()["token"]) > 40
    assert "988" in opened.json()["messages"][0]["text"]


def test_two_sessions_never_share_a_conversation(talk_server):
    one, other = talk_server.a_peer(), talk_server.a_peer()
    one.says("hello there")
    assert [said["text"] for said in one.history() if said["from"] == "peer"] == ["hello there"]
    assert [said["from"] for said in other.history()] == ["bot"]  # the welcome, nothing else


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_good_token_nobody_reads_or_writes(door, header, method):
    answer = door.request(method, "/messages", headers=header, json={"text": "hi"} if method == "POST" else None)
    assert answer.status_code == 401
    assert "token" in answer.json()["error"]


def test_a_changed_token_is_refused(talk_server, door):
    token = talk_server.a_peer().token
    forged = ("A" if token[0] != "A" else "B") + token[1:]
    assert door.get("/messages", headers={"Authorization": f"Bearer {forged}"}).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"", 400, "JSON"),
        (b"{", 400, "JSON"),
        (b"[1]", 400, "object"),
        (b"{}", 400, "either"),
        (b'{"text": "a", "choice": "b"}', 400, "either"),
        (b'{"text": 7}', 400, "string"),
        (b'{"text": "   "}', 400, "empty"),
        (b'{"choice": "never-offered"}', 400, "not offered"),
        (b'{"text": "a", "id": ""}', 400, "id"),
        (b'{"text": "' + b"x" * 4001 + b'"}', 413, "4000"),
        (b"\xff\xfe", 400, "JSON"),
    ],
)
def test_a_malformed_message_gets_a_clear_error(talk_server, body, status, word):
    answer = talk_server.a_peer().http.post("/messages", content=body)
    assert answer.status_code == status
    assert word in answer.json()["error"]


def test_a_huge_body_is_refused_before_it_is_read(talk_server):
    assert talk_server.a_peer().http.post("/messages", content=b"x" * 200_000).status_code == 413


def test_a_message_sent_twice_is_answered_once(talk_server):
    peer = talk_server.a_peer()
    first = peer.says("hello", id="retry-1")
    again = peer.says("hello", id="retry-1")
    assert again.messages == first.messages
    assert len([said for said in peer.history() if said["from"] == "peer"]) == 1


def test_history_tells_both_sides_in_order(talk_server):
    peer = talk_server.a_peer()
    peer.says("hi")
    peer.says("what can you do")
    told = peer.history()
    assert "988" in told[0]["text"]  # the welcome comes first
    assert [said["from"] for said in told[:3]] == ["bot", "peer", "bot"]
    assert [said["text"] for said in told if said["from"] == "peer"] == ["hi", "what can you do"]
    assert [said["time"] for said in told] == sorted(said["time"] for said in told)


@pytest.mark.parametrize("typed", ["/restart", '/greet{"x": "y"}', '{"intent": "greet"}', "/session_start", "//stop"])
def test_a_typed_command_is_only_text(talk_server, typed):
    peer = talk_server.a_peer()
    assert peer.says(typed).text
    assert peer.says("hi").text  # the conversation still answers
    assert peer.history()[1]["text"] == typed


def test_a_choice_of_the_welcome_can_be_tapped_at_once_and_later(talk_server):
    peer = talk_server.a_peer()
    choice = peer.last.find_choice("Say what I need")
    assert peer.picks("Say what I need").text
    peer.says("stop")
    assert peer.http.post("/messages", json={"choice": choice}).status_code == 200


def test_a_crisis_hidden_in_a_typed_command_is_noticed(talk_server):
    assert "988" in talk_server.a_peer().says('/greet{"x": "i want to kill myself"}').text


@pytest.mark.parametrize(
    "odd",
    [
        "🙂🙂🙂",
        "\u0000\u0007hi",
        "Z̷̧͕͓a̵͔͝l̶̰̈́g̸̱͊o̷̲̍",
        "x" * 4000,
        "'; DROP TABLE peer; --",
        "<script>alert(1)</script>",
        "你好",
        "¿qué?",
    ],
)
def test_odd_text_gets_an_answer(talk_server, odd):
    assert talk_server.a_peer().says(odd).text


def test_health_names_every_part(talk_server):
    health = httpx.get(f"{talk_server.url}/health")
    assert health.status_code == 200
    assert health.json() == {"status": "ok", "model": "ok", "actions": "ok", "database": "ok"}


def test_flooding_is_stopped(tmp_path):
    server = TalkServer(tmp_path, {"OWNVOICE_MESSAGES_PER_MINUTE": "5"}).start()
    try:
        peer = server.a_peer()
        for _ in range(5):
            peer.says("hi")
        flooded = peer.http.post("/messages", json={"text": "hi"})
        assert flooded.status_code == 429
        assert "wait" in flooded.json()["error"]
    finally:
        server.stop()
