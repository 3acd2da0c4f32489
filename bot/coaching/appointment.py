"""Getting ready for a meeting: four questions make a useful plan, every other part can come, change or go later.

The plan is one page in the peer's words, ranked by them. It knows no calendar of its own: `now` is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.coaching.guide import Answers, Guide, Say, Step
from bot.coaching.providers import address, find_provider, read_provider
from bot.coaching.speech import drop_lead_in, has_words, split_clauses, split_points, tidy
from bot.language.when import Found, Problem, mentions, resolve, say

# What is asked by itself; the rest is an open menu, in the order in which it is offered.
FIRST = ("provider", "when", "main", "concerns", "rank", "questions")
MENU = ("opener", "bring", "freeze", "confidence", "support", "how", "changed", "access", "agree", "leave")
LISTS = ("concerns", "questions", "bring", "access", "leave")
# Parts that another conversation fills: a line from practice, a worry that was told.
KEPT_FROM_ELSEWHERE = ("lines", "worry", "smaller")
QUESTIONS_FIRST = 3  # the rest is parked: asked if there is time
SURE_ENOUGH = 7


def make_guide(now: datetime) -> Guide:
    """The steps, with dates read as seen from `now` (in the peer's zone)."""

    def later(answers: Answers) -> bool:
        return False  # never asked by itself: the peer opens it

    return Guide(
        [
            Step("provider", read=_read_provider),
            Step("when", read=lambda text, answers: read_when(text, now)),
            Step("main", read=_read_words),
            Step("concerns", optional=True, read=_read_list),
            Step("rank", optional=True, read=_read_rank, wanted=lambda answers: len(answers.get("concerns", ())) > 1),
            Step("questions", optional=True, read=_read_list),
            Step("how", optional=True, read=_read_words, wanted=later),
            Step("opener", optional=True, read=_read_words, wanted=later),
            Step("changed", optional=True, read=_read_words, wanted=later),
            Step("bring", optional=True, read=_read_list, wanted=later),
            Step("support", optional=True, read=_read_words, wanted=later),
            Step("access", optional=True, read=_read_list, wanted=later),
            Step("agree", optional=True, read=_read_words, wanted=later),
            Step("freeze", optional=True, read=_read_words, wanted=later),
            Step("leave", optional=True, read=_read_list, wanted=later),
            Step("confidence", optional=True, read=read_sure, wanted=later),
            Step(
                "smaller",
                optional=True,
                read=_read_words,
                wanted=lambda answers: (
                    isinstance(answers.get("confidence"), int) and answers["confidence"] < SURE_ENOUGH
                ),
            ),
        ]
    )


def _read_provider(text: str, answers: Answers) -> str | Say:
    return read_provider(text) or Say("provider_long")


def _read_words(text: str, answers: Answers) -> str | Say:
    return tidy(text) if has_words(text) else Say("no_words")


def _read_list(text: str, answers: Answers) -> list[str] | Say:
    return split_points(text) or Say("no_words")


def _read_rank(text: str, answers: Answers) -> str | Say:
    """Which concern comes first; the form puts it there (`put_first`)."""
    return tidy(text) if has_words(text) else Say("no_words")


_SURE_WORDS = {
    "not at all": 0,
    "not sure": 3,
    "not very": 3,
    "not": 3,
    "a little": 4,
    "kind of": 5,
    "kinda": 5,
    "somewhat": 5,
    "so so": 5,
}
_VERY_SURE = ("very", "totally", "super", "pretty sure", "sure", "100")


def read_sure(text: str, answers: Answers) -> int | Say:
    """A number from 0 to 10, or words for it."""
    low = text.lower()
    number = re.search(r"\b(\d{1,3})\b(?:\s*(?:out of|/|of)\s*10)?", low)
    if number and 0 <= int(number[1]) <= 10:
        return int(number[1])
    for words, sure in _SURE_WORDS.items():
        if re.search(rf"\b{words}\b", low):
            return sure
    return 9 if any(word in low for word in _VERY_SURE) else Say("confidence_unclear")


def read_when(text: str, now: datetime) -> dict[str, Any] | Say:
    """The day and time, with how to say them back; or what is wrong. Words that name no day are kept as said."""
    found = resolve(text, now)
    if found is None:
        return (
            {"said": tidy(text), "spoken": tidy(text)}
            if has_words(text) and len(text.split()) <= 8
            else Say("when_unclear")
        )
    if isinstance(found, Problem):
        return Say(f"when_{found.reason}")
    options = [one for one in (found, *found.alternatives) if not one.is_past]
    if not options:
        return Say("when_past", {"spoken": say(found, now)})
    if not found.named_day:
        return Say("when_which_day")
    if len(options) > 1:
        return Say("when_which", choices=tuple((say(one, now), say(one, now)) for one in options[:3]))
    return _as_when(options[0], text, now)


def _as_when(found: Found, text: str, now: datetime) -> dict[str, Any]:
    spoken = re.sub(r"^[a-z]+, (?=[A-Z])", "", say(found, now))  # "tomorrow" is not true for long
    kept: dict[str, Any] = {"said": tidy(text), "spoken": spoken, "date": found.date.isoformat()}
    if found.time:
        kept["time"] = found.time.strftime("%H:%M")
    return kept


def is_over(answers: Answers, now: datetime) -> bool:
    """Whether the meeting's day has passed. A plan without a day is never over."""
    day = (answers.get("when") or {}).get("date")
    return bool(day and day < now.date().isoformat())


def put_first(concerns: Sequence[str], named: str) -> list[str]:
    """The concerns with the one that `named` means first; unchanged when it means none."""
    from bot.coaching.changes import find_item

    place = find_item(named, concerns)
    if place is None:
        return list(concerns)
    return [concerns[place], *concerns[:place], *concerns[place + 1 :]]


_QUESTION = re.compile(
    r"\?\s*$|^(?:and |also |i want to |i need to )*(?:ask|find out|know)\b.{0,12}\b"
    r"(?:if|about|why|how|when|what|whether|who|where)\b",
    re.I,
)
_WORRY = re.compile(
    r"\b(?:scared|afraid|worried|nervous|anxious|terrified|freaking out|dreading|dread|stressed)\b", re.I
)
_WANT = re.compile(
    r"^(?:and |but |so |i |i'm |im |really |just |also |we )*"
    r"(?:need|want|wanna|gotta|got to|have to|hoping|trying|would like|must)\b",
    re.I,
)
_TOPIC = re.compile(r"\babout (?!to\b)(?P<topic>.{3,})$", re.I)
_ASK_US = re.compile(
    r"\b(?:help me|can you|could you|get ready|prepare|prep|what do i say|what should i|plan for)\b", re.I
)


def hear_appointment(text: str, now: datetime) -> dict[str, Any]:
    """Everything a first message already tells, so that only what is missing is asked."""
    heard: dict[str, Any] = {}
    provider = find_provider(text)
    if provider:
        heard["provider"] = provider.said
    if mentions(text):
        when = read_when(text, now)
        if isinstance(when, dict) and "date" in when:
            heard["when"] = {**when, "said": when["spoken"]}
    concerns: list[str] = []
    questions: list[str] = []
    for clause in split_clauses(text):
        if _ASK_US.search(clause):
            continue
        is_frame = bool(mentions(clause) or find_provider(clause))
        if _WORRY.search(clause) and not is_frame:
            heard.setdefault("worry", drop_lead_in(clause))
        elif _QUESTION.search(clause) and "main" in heard:
            questions.append(_as_question(clause))
        elif _WANT.search(clause) and not mentions(clause) and not _is_about_us(clause):
            wanted = _as_want(clause)
            concerns.append(wanted) if "main" in heard else heard.setdefault("main", wanted)
        elif (topic := _TOPIC.search(clause)) and not mentions(topic["topic"]):
            about = tidy(topic["topic"])
            concerns.append(about) if "main" in heard else heard.setdefault("main", about)
    if concerns:
        heard["concerns"] = concerns
    if questions:
        heard["questions"] = questions
    return heard


def tells_of_meeting(text: str, now: datetime) -> bool:
    """Whether the words tell of a meeting ahead: with whom, and a day that is to come."""
    if not mentions(text) or find_provider(text) is None:
        return False
    when = read_when(text, now)
    return when.act == "when_which" if isinstance(when, Say) else "date" in when


_MEETING = re.compile(
    r"\b(?:appointments?|appts?|meetings?|visits?|hearing|court|interview|conference|session|prep\w*|ready)\b", re.I
)


def names_meeting(text: str) -> bool:
    """Whether the words speak of a meeting at all."""
    return bool(_MEETING.search(text) or mentions(text))


def _is_about_us(clause: str) -> bool:
    """Wanting to get ready is what the talk is for, not what the meeting is for."""
    return bool(re.search(r"\b(?:ready|talk to|see|meet|speak|appointment|questions|a plan|help)\b", clause, re.I))


def _as_want(clause: str) -> str:
    words = drop_lead_in(re.sub(r"^(?:and|but|so)\s+", "", clause.strip(), flags=re.I))
    return words if re.match(r"(?:i|i'm|im|we)\b", words, re.I) else f"I {words[:1].lower()}{words[1:]}"


def _as_question(clause: str) -> str:
    return tidy(
        re.sub(
            r"^(?:and |also |i want to |i need to )*(?:(?:ask|find out|know) (?:him |her |them )?)?",
            "",
            clause.strip(),
            flags=re.I,
        )
    )


def list_open_parts(answers: Answers, passed: Sequence[str] = ()) -> list[str]:
    """The parts of the menu that are still empty; what the peer worries about puts the sentence for it first."""
    open_parts = [part for part in MENU if not answers.get(part) and part not in passed]
    if answers.get("worry") and "freeze" in open_parts:
        open_parts = ["freeze", *(part for part in open_parts if part != "freeze")]
    return open_parts


def is_useful(answers: Mapping[str, Any]) -> bool:
    """Whether this is a plan already: something the peer wants from the meeting is on it."""
    return any(answers.get(part) for part in ("main", "concerns", "questions"))


def describe_plan(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The values that texts about a plan may name, none of them missing."""
    when = answers.get("when") or {}
    provider = answers.get("provider") or ""
    return {
        "provider": address(provider),
        "when": when.get("spoken", ""),
        "main": answers.get("main") or "",
        "worry": answers.get("worry") or "",
        "summary": ", ".join(part for part in (address(provider), when.get("spoken", "")) if part),
        "first": (answers.get("questions") or answers.get("concerns") or [""])[0],
    }


_CORRECTION = re.compile(r"^\W*(?:oh|and|sorry|no|wait|actually|oops|i meant?|correction|it'?s|that'?s)\b", re.I)


def read_correction(text: str, step: str, answers: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """The answers with an earlier one put right ("oh it's at 3, not 2"); None when the words answer `step`."""
    if step in ("when", "provider", "confidence", "how", "") or len(text.split()) > 10:
        return None
    if not _CORRECTION.match(text) and not _is_only_time(text):
        return None
    day = (answers.get("when") or {}).get("date")
    bare = re.sub(r"[\s,]+(?:now|instead|actually|sorry)\W*$", "", text, flags=re.I)
    found = resolve(bare, now, day=datetime.fromisoformat(day).date() if day else None)
    if isinstance(found, Found) and not found.is_past and (found.named_day or day):
        kept = _as_when(found, text, now)
        if "time" not in kept and (answers.get("when") or {}).get("time"):
            kept["time"] = answers["when"]["time"]
        return {**answers, "when": kept}
    provider = find_provider(text)
    if provider and re.search(r"\b(?:mean|meant|actually|with)\b", text, re.I):
        return {**answers, "provider": provider.said}
    return None


def _is_only_time(text: str) -> bool:
    """Whether the words are a day or a time and nothing else: a late answer to "when is it?"."""
    rest = text
    for mention in reversed(mentions(text)):
        rest = rest[: mention.span[0]] + rest[mention.span[1] :]
    return rest != text and not re.sub(r"\b(?:at|on|the|it'?s|its|is|around|about)\b|\W", "", rest, flags=re.I)
