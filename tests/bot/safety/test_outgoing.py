from __future__ import annotations

import pytest

from bot.safety.outgoing import Ban, find_reasons, is_fit_to_show, load_bans


def _cases(name: str) -> list:
    return [pytest.param(ban, text, id=text) for ban in load_bans() for text in getattr(ban, name)]


@pytest.mark.parametrize(("ban", "text"), _cases("must"))
def test_what_must_not_leave_is_held_back(ban: Ban, text: str):
    assert ban.reason in find_reasons(text)


@pytest.mark.parametrize(("ban", "text"), _cases("must_not"))
def test_what_is_only_near_it_may_leave(ban: Ban, text: str):
    assert is_fit_to_show(text)


@pytest.mark.parametrize(
    "text",
    [
        "A warm place to meet. Peer support, meals on Tuesdays, help with forms.",
        "Methadone and Suboxone clinic. Walk in Monday to Friday, 6 am to 11 am.",
        "Medication management by a psychiatrist. Bring a list of your medicines.",
        "Free legal help with evictions and appeals. They may be able to take your case.",
        "",
    ],
)
def test_an_ordinary_description_may_be_shown(text):
    assert is_fit_to_show(text)


@pytest.mark.parametrize(
    "text",
    [
        "STOP TAKING YOUR MEDS and join us",
        "Our tea cures depression.",
        "You don’t need pills: recover fully without medication.",
        "Take 5 mg at night.",
        "It’s fine to skip a dose now and then.",
        "Guaranteed approval for SSI!",
    ],
)
def test_an_unfit_description_is_held_back_however_it_is_typed(text):
    assert not is_fit_to_show(text)
