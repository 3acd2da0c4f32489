"""How found services look: a card with links on a screen, a short numbered text by SMS, a page in the peer's plan.

Every word comes from `utter_resources_part_*`: a fact that is not known is said to be so, or its line is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.content.responses import load_responses
from bot.directory.results import Reason, Result
from bot.directory.states import STATES
from bot.directory.topics import load_topics
from bot.sms.gsm import count_segments
from bot.sms.render import MOST_SEGMENTS

SMS = "sms"
# Reasons that another line of a card tells already.
_TOLD_ELSEWHERE = ("open_now", "peer_run", "name")
_REASONS_BY_TEXT = 1


def say_part(name: str, **values: Any) -> str:
    """A piece of a card, never said alone."""
    return load_responses().say(f"utter_resources_part_{name}", **values).text


def name_topic(topic: str | None) -> str:
    """What a topic is called in an answer."""
    known = load_topics().all.get(topic or "")
    return known.labels["en"] if known else say_part("any_topic")


def show_cards(dispatcher: CollectingDispatcher, results: Sequence[Result], channel: str) -> None:
    """One message for each service."""
    for number, result in enumerate(results, 1):
        lines = _write_lines(result, channel)
        if channel == SMS:
            dispatcher.utter_message(response="utter_resources_card", card=_fit(f"{number}. {result.name}", lines))
            continue
        card = "\n".join([f"{number}. {result.name}", *lines])
        dispatcher.utter_message(response="utter_resources_card", card=card, json_message={"links": make_links(result)})


def _fit(first: str, lines: list[str]) -> str:
    """As many lines, from the top, as two segments hold: the phone stands first."""
    while lines and count_segments("\n".join([first, *lines])) > MOST_SEGMENTS:
        lines = lines[:-1]
    return "\n".join([first, *lines])


def _write_lines(result: Result, channel: str) -> list[str]:
    by_text = channel == SMS
    reach = [*_say_phones(result, most=1 if by_text else 3), *_say_texting(result)]
    why = [said for reason in result.why if (said := _say_reason(reason))]
    hours = result.hours or say_part("hours_unknown")
    if result.is_open is not None and result.hours:
        hours = say_part("open" if result.is_open else "closed", hours=hours)
    about = {
        "why": ", ".join(why[:_REASONS_BY_TEXT] if by_text else why),
        "peer_run": say_part("peer_run") if result.is_peer_run else "",
        "hours": say_part("hours", hours=hours),
        "what": result.what,
        "cost": say_part("cost", cost=result.cost) if result.cost else "",
        "who": say_part("who", who=result.who) if result.who else "",
        "where": result.address or (say_part("town", town=result.town) if result.town else ""),
        "languages": say_part("languages", languages=", ".join(result.languages)) if result.languages else "",
        "consent": say_part("consent", consent=result.consent) if result.consent else "",
        "alert": result.alert,
        "checked": say_part("checked", day=_say_day(result.assured)) if result.assured else say_part("unchecked"),
    }
    if by_text:
        order = ("why", "hours", "peer_run", "cost", "where", "checked")
        return [*reach, *(about[name] for name in order if about[name])]
    about["why"] = say_part("why", why=about["why"]) if about["why"] else ""
    order = ("what", "why", "peer_run", "alert")
    after = ("hours", "cost", "who", "languages", "where", "consent", "checked")
    return [
        *(about[name] for name in order if about[name]),
        *(reach or [say_part("no_phone")]),
        *(about[name] for name in after if about[name]),
    ]


def _say_phones(result: Result, most: int) -> list[str]:
    return [
        say_part(
            "call",
            phone=" ".join(
                part
                for part in (
                    phone.shown,
                    say_part("extension", extension=phone.extension) if phone.extension else "",
                    f"({phone.what_for})" if phone.what_for else "",
                )
                if part
            ),
        )
        for phone in result.phones[:most]
    ]


def _say_texting(result: Result) -> list[str]:
    if result.sms is None:
        return []
    if result.sms.what_for:
        return [say_part("text_word", word=result.sms.what_for, phone=result.sms.shown)]
    return [say_part("text", phone=result.sms.shown)]


def _say_reason(reason: Reason) -> str:
    if reason.code in _TOLD_ELSEWHERE:
        return ""
    if reason.code == "line_for_topic":
        return say_part("why_line_for_topic", value=name_topic(reason.value))
    if reason.code == "covers" and reason.value == "US":
        return say_part("why_covers_country")
    # A county or town stands as "MA:hampshire".
    value = STATES.get(reason.value, reason.value.rpartition(":")[2].title() if ":" in reason.value else reason.value)
    return say_part(f"why_{reason.code}", value=value)


def _say_day(written: str) -> str:
    try:
        day = date.fromisoformat(written[:10])
    except ValueError:  # an import may bring any words as a date
        return written
    return f"{day:%B} {day.day}, {day.year}"


def make_links(result: Result) -> list[dict[str, str]]:
    """Call, text, map, website: what there is of them. A confidential place has no map."""
    links = []
    if result.phones:
        links.append({"label": say_part("link_call"), "url": f"tel:{result.phones[0].dialled}"})
    if result.sms:
        body = f"?body={result.sms.what_for}" if result.sms.what_for else ""
        links.append({"label": say_part("link_text"), "url": f"sms:{result.sms.dialled}{body}"})
    if result.map_url:
        links.append({"label": say_part("link_map"), "url": result.map_url})
    if result.url.startswith(("https://", "http://")):
        links.append({"label": say_part("link_website"), "url": result.url})
    return links


def make_kept(result: Result) -> dict[str, Any]:
    """What goes into the peer's plan: enough to use it without us. The place that was asked for is no part of it."""
    return {
        "service_id": result.service_id,
        "name": result.name,
        "phone": result.phones[0].shown if result.phones else "",
        "text": result.sms.shown if result.sms else "",
        "hours": result.hours or say_part("hours_unknown"),
        "where": result.address or result.town,
        "cost": result.cost,
        "bring": list(result.documents),
        "website": result.url,
    }
