"""Colleagues: who may enter, with which role, and what was done."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.doors import Asked, Door, go
from bot.store.specialists import (
    ROLES,
    change_role,
    close_account,
    invite_specialist,
    list_acts,
    list_specialists,
    name_specialists,
)


def show_people(asked: Asked, link: str = "") -> Response:
    return asked.page("people.html", people=list_specialists(), roles=ROLES, link=link, me=asked.who.specialist_id)


def invite(asked: Asked) -> Response:
    token = invite_specialist(
        asked.word("email"), asked.word("name"), asked.word("role"), asked.now, invited_by=asked.who.specialist_id
    )
    return show_people(asked, f"{asked.settings.console_url}/join/{token}")


def change_person(asked: Asked) -> Response:
    specialist_id, by = asked.request.path_params["specialist_id"], asked.who.specialist_id
    if asked.word("act") == "close":
        close_account(specialist_id, by, asked.now)
    else:
        change_role(specialist_id, asked.word("role"), by, asked.now)
    return go("/people")


def show_record(asked: Asked) -> Response:
    return asked.page("record.html", acts=list_acts(), names=name_specialists())


DOORS = (
    Door("/people", show_people, "admin"),
    Door("/people", invite, "admin", ("POST",)),
    Door("/people/{specialist_id}", change_person, "admin", ("POST",)),
    Door("/record", show_record, "admin"),
)
