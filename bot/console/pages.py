"""Pages from templates: the words a template may use, and what every page shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.store.sign_ins import SignedIn

HERE = Path(__file__).parent
TOPICS = {
    "state_needs": "saying what they need",
    "prepare_appointment": "getting ready for an appointment",
    "practice_conversation": "practicing a talk",
    "debrief_appointment": "how a meeting went",
    "find_resource": "finding help nearby",
    "know_rights": "rights",
    "share_feeling": "being heard",
    "share_win": "a win",
    "set_goal": "a next step",
    "show_plan": "their plan",
    "set_reminder": "a reminder",
    "request_specialist": "asking for a person",
}
FINDINGS = {
    "medical_emergency": "medical emergency",
    "crisis_suicide": "suicide or self-harm",
    "crisis_harm_others": "harm to others",
    "crisis_abuse": "abuse",
    "ask_medical_advice": "asked for medical advice",
    "ask_legal_advice": "asked for legal advice",
}
WORDS = {
    **TOPICS,
    **FINDINGS,
    "clear": "clear sign",
    "unclear": "unclear sign",
    "widget": "web",
    "sms": "text message",
    "new": "going on",
    "waiting": "to review",
    "passed": "not chosen",
    "reviewed": "reviewed",
    "sampled": "drawn by chance",
    "low_confidence": "not well understood",
    "abandoned": "left in the middle",
    "unhappy": "seemed unhappy",
    "flagged": "flagged by a colleague",
    "safety": "safety",
    "asked_person": "asked for a person",
    "unmet": "searched, found nothing",
    "reached_safe": "Reached, safe for now",
    "reached_referred": "Reached, other help arranged",
    "emergency_called": "Emergency services called",
    "not_reached": "Not reached",
    "false_alarm": "False alarm",
    "reached": "Reached",
    "left_message": "Left a message",
    "changed_mind": "They changed their mind",
    "not_needed": "No review needed",
    "other": "Other",
    "en": "English",
    "es": "Spanish",
}


def say(value: Any) -> str:
    """A stored word as people say it."""
    return WORDS.get(value, str(value or "").replace("_", " "))


@lru_cache(maxsize=1)
def load_templates() -> Environment:
    """The templates of this process. A name a template misspells is an error, not a blank."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = say
    environment.filters["plain_pairs"] = lambda values: [(value, say(value)) for value in values]
    environment.filters["share"] = lambda value: f"{round(100 * value)} %"
    environment.globals.update(topics=TOPICS, findings=FINDINGS)
    return environment


def render(
    request: Request, template: str, who: SignedIn | None, now: datetime, status: int, values: dict[str, Any]
) -> Response:
    """Fill a template. Times are shown in the programme's zone."""
    settings = request.app.state.settings
    zone = ZoneInfo(settings.time_zone)
    html = (
        load_templates()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            who=who,
            csrf=who.csrf if who else "",
            programme=settings.programme,
            now=now,
            moment=lambda at: at.astimezone(zone).strftime("%b %-d, %Y, %-I:%M %p"),
            clock=lambda at: at.astimezone(zone).strftime("%-I:%M %p"),
            day=lambda at: at.astimezone(zone).strftime("%a %b %-d"),
            iso=lambda at: at.isoformat(timespec="seconds"),
            ago=lambda at: describe_span(now - at),
            until=lambda at: describe_span(at - now),
            **values,
        )
    )
    return HTMLResponse(html, status_code=status)


def describe_span(span: timedelta) -> str:
    """A length of time in the one unit that matters: "4 min", "3 h", "2 days"."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"
