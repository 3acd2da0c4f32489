from __future__ import annotations

import pytest

from bot.content.responses import load_responses
from bot.safety.care import Reply
from bot.safety.replies import load_replies


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("yes", Reply.YES),
        ("yeah i guess so", Reply.YES),
        ("nah", Reply.NO),
        ("idk", Reply.UNSURE),
        ("i have a gun in my hand", Reply.DANGER),
        ("im not suicidal", Reply.DENIES),
        ("you misunderstood", Reply.MISREAD),
        ("its not me its my friend", Reply.SOMEONE_ELSE),
        ("leave me alone", Reply.NOT_NOW),
        ("fuck off", Reply.ANGRY),
        ("please dont call anyone", Reply.DONT_CALL),
        ("is someone coming", Reply.DONT_CALL),
        ("they will lock me up", Reply.POLICE),
        ("i cant afford it", Reply.COST),
        ("last time they hung up on me", Reply.PAST),
        ("i cant talk out loud here", Reply.ALOUD),
        ("what happens if i text them", Reply.WHAT_HAPPENS),
        ("how do i tell my mom", Reply.TELL_SOMEONE),
        ("go back to my plan", Reply.BACK),
        ("no puedo hablar", Reply.ALOUD),
        ("sí", Reply.YES),
        ("my landlord threw my things out", Reply.OTHER),
    ],
)
def test_peer_is_understood_in_their_own_words(text, reply):
    assert load_replies().read(text, None) is reply


@pytest.mark.parametrize(
    ("intent", "reply"),
    [
        ("affirm", Reply.YES),
        ("deny", Reply.NO),
        ("dont_know", Reply.UNSURE),
        ("request_specialist", Reply.SPECIALIST),
        ("find_resource", Reply.LEAVE),
        ("share_feeling", Reply.OTHER),
        (None, Reply.OTHER),
    ],
)
def test_a_tapped_choice_counts_by_its_intent(intent, reply):
    assert load_replies().read("", intent) is reply


_KEYS = load_responses().keys()
_PLAIN_CHOICES = sorted(
    {
        button["payload"]
        for key in _KEYS
        if key.startswith("utter_care_")
        for variation in load_responses().variations(key)
        for button in variation.get("buttons", ())
        if not button["payload"].startswith("/")
    }
)


@pytest.mark.parametrize("payload", _PLAIN_CHOICES)
def test_every_choice_we_offer_is_understood(payload):
    assert load_replies().read(payload, None) not in (Reply.OTHER, Reply.LEAVE)
