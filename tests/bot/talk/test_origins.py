"""Which websites may use the widget's API."""

from __future__ import annotations

import pytest

from bot.talk.origins import may_speak

ALLOWED = frozenset({"https://peers.example.org", "http://127.0.0.1:5005"})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://peers.example.org", "talk.example.org"),
        ("HTTPS://Peers.Example.org", "talk.example.org"),
        ("https://talk.example.org", "talk.example.org"),  # the server's own page, whatever proxy stands before it
        ("http://127.0.0.1:5005", "localhost:5005"),
    ],
)
def test_listed_websites_and_our_own_pages_may(origin, host):
    assert may_speak(origin, host, ALLOWED)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.org",
        "http://peers.example.org",  # the same name without encryption is another website
        "https://peers.example.org.evil.example",
        "https://peers.example.org:8443",
        "null",
        "",
    ],
)
def test_others_may_not(origin):
    assert not may_speak(origin, "talk.example.org", ALLOWED)


def test_a_star_lets_everybody_in():
    assert may_speak("https://anywhere.example", "talk.example.org", frozenset({"*"}))


def test_a_request_without_a_host_is_nobodys_own_page():
    assert not may_speak("null", "", ALLOWED)
