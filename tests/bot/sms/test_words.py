"""Which texts have power, and which only look like it."""

from __future__ import annotations

import pytest

from bot.sms.words import Act, agrees, declines, is_carrier_word, read_power

STOPS = [
    "STOP",
    "stop",
    "Stop.",
    "STOP!!",
    '"stop"',
    "StopAll",
    "unsubscribe",
    "CANCEL",
    "End",
    "quit",
    "revoke",
    "optout",
    "opt out",
    "Stop. Thank you",
    "please stop",
    "stop please",
    "Please stop texting me",
    "can you stop texting me",
    "could you please stop messaging me",
    "hey stop texting me",
    "stop sending me texts",
    "I want you to stop texting me",
    "don't text me anymore",
    "do not contact me",
    "no more texts please",
    "take me off your list",
    "remove my number",
    "unsubscribe me",
    "I don't want any more texts",
    "i want to unsubscribe",
    "stop texting this number",
    "opt me out please",
    "ALTO",
    "Parar",
    "cancelar",
    "baja",
    "ya no me escriban",
    "por favor deje de escribirme",
    "no me manden más mensajes",
    "no quiero más mensajes",
    "quiero darme de baja",
    "no más mensajes por favor",
    "dejen de mandarme mensajes",
]

NOT_STOPS = [
    "STOP this bill from coming",
    "I want them to stop calling my boss",
    "how do I stop being scared",
    "my landlord won't stop texting me",
    "he never stops",
    "stop by the office",
    "the bus stop",
    "I can't stop crying",
    "end of the month",
    "I want to quit my job",
    "quit smoking",
    "cancel my appointment",
    "I need to cancel tuesday",
    "when does it end",
    "tell him to stop texting me",
    "I want to end this",
    "they said stop",
    "don't stop",
    "he texted me to stop",
    "I don't want texts from my ex to scare me",
    "para mi mamá",
    "quiero parar de llorar",
    "no me escuchan",
    "mi jefe no para de escribirme",
    "no quiero ir",
    "leave me alone",
    "nonstop",
    "help me stop drinking",
]


@pytest.mark.parametrize("text", STOPS)
def test_a_peer_who_wants_no_texts_is_heard(text: str) -> None:
    power = read_power(text)
    assert power is not None
    assert power.act is Act.STOP


@pytest.mark.parametrize("text", NOT_STOPS)
def test_a_need_with_the_word_in_it_stays_a_need(text: str) -> None:
    power = read_power(text)
    assert power is None or power.act is not Act.STOP


@pytest.mark.parametrize("text", ["START", "Unstop", "yes", "Sí", "empezar"])
def test_start_counts_only_after_a_stop(text: str) -> None:
    before = read_power(text)
    assert before is None or before.act is not Act.START
    power = read_power(text, has_opted_out=True)
    assert power is not None
    assert power.act is Act.START


@pytest.mark.parametrize(
    ("text", "act", "rest"),
    [
        ("HELP", Act.HELP, ""),
        ("ayuda", Act.HELP, ""),
        ("More", Act.MORE, ""),
        ("MÁS", Act.MORE, ""),
        ("wrong number", Act.WRONG_PERSON, ""),
        ("Sorry, you have the wrong person", Act.WRONG_PERSON, ""),
        ("número equivocado", Act.WRONG_PERSON, ""),
        ("forget", Act.FORGET, ""),
        ("web", Act.WEB, ""),
        ("7k3 p9q", Act.CODE, "7K3P9Q"),
        ("code 7K3P9Q", Act.CODE, "7K3P9Q"),
        ("later", Act.LATER, ""),
        ("snooze 2 hours", Act.LATER, "2 hours"),
        ("MOVE tue 3:30pm", Act.MOVE, "tue 3:30pm"),
        ("move it to tomorrow", Act.MOVE, "tomorrow"),
        ("mover mañana 9am", Act.MOVE, "mañana 9am"),
        ("cancel my reminder", Act.DROP, ""),
        ("drop", Act.DROP, ""),
    ],
)
def test_an_order_is_read_with_what_follows_it(text: str, act: Act, rest: str) -> None:
    power = read_power(text)
    assert power is not None
    assert (power.act, power.rest) == (act, rest)


@pytest.mark.parametrize(
    "text", ["help me", "I need help with rent", "info about housing", "i took a wrong turn", "", "🙂", "web of lies"]
)
def test_ordinary_words_have_no_power(text: str) -> None:
    assert read_power(text) is None


def test_words_that_carriers_act_on_are_never_asked_for() -> None:
    assert is_carrier_word("Cancel.")
    assert is_carrier_word("HELP")
    assert not is_carrier_word("Leave this")


def test_agreeing_and_declining_are_bare() -> None:
    assert agrees("Ok!")
    assert agrees("sí")
    assert not agrees("ok but who are you")
    assert declines("No, gracias")
    assert not declines("no one listens to me")
