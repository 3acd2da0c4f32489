"""The list of conversations, and one conversation to read. Every reading is written down before a word is shown."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from bot.console.doors import Asked, Door, find_shown, go
from bot.console.known import list_intents
from bot.console.review import load_form
from bot.store.find_transcripts import (
    Filters,
    list_labels,
    list_masked_plans,
    list_of_same_peer,
    list_transcripts,
    read_messages,
    read_turns,
    read_unmasked,
)
from bot.store.queues import ask_review, tasks_of
from bot.store.reads import list_readers, record_reads
from bot.store.reviews import (
    add_note,
    delete_view,
    list_notes,
    list_reviews,
    list_tags,
    list_views,
    save_view,
    tag_conversation,
    untag_conversation,
)
from bot.store.specialists import name_specialists, record_act
from bot.store.tables.review import Transcript
from bot.store.transcripts import UNSURE
from bot.store.words import find_excerpt

FIELDS = (
    *("words", "since", "until", "channel", "intent", "finding", "tag", "mark", "state", "reviewer"),
    *("shortest", "longest", "confidence"),
)
# Why a conversation is opened, as the link that leads there says it.
REASONS = {
    "safety": "safety queue",
    "call_back": "call-back queue",
    "review": "review",
    "teach": "teaching",
    "list": "list of conversations",
    "search": "search",
    "same": "earlier conversation of the same peer",
}


def show_list(asked: Asked) -> Response:
    values = {field: asked.query(field) for field in FIELDS}
    filters = read_filters(values, asked.settings.time_zone)
    found = list_transcripts(filters, _read_cursor(asked.query("cursor")))
    excerpts: dict[str, str] = {}
    if filters.words and found.rows:
        ids = [row.conversation_id for row in found.rows]
        record_reads(asked.who.specialist_id, ids, REASONS["search"], asked.now)
        texts = read_messages(ids)
        excerpts = {key: find_excerpt(filters.words, texts.get(key, [])) for key in ids}
    given = {field: value for field, value in values.items() if value}
    return asked.page(
        "conversations.html",
        found=found,
        values=values,
        given=given,
        query=urlencode(given),
        excerpts=excerpts,
        next_page=urlencode({**given, "cursor": found.cursor}) if found.cursor else "",
        intents=list_intents(),
        tags=list_labels("tag"),
        names=name_specialists(),
        views=list_views(asked.who.specialist_id),
        unsure=UNSURE,
    )


def read_filters(values: dict[str, str], time_zone: str) -> Filters:
    """Filters from the words of an address. What cannot be read is left out, so that an old link still opens."""
    return Filters(
        words=values["words"][:200],
        since=_read_day(values["since"], time_zone),
        until=_read_day(values["until"], time_zone, after=True),
        channel=values["channel"],
        intent=values["intent"],
        finding=values["finding"],
        tag=values["tag"],
        mark=values["mark"],
        state=values["state"],
        reviewer=values["reviewer"],
        shortest=int(values["shortest"]) if values["shortest"].isdecimal() else None,
        longest=int(values["longest"]) if values["longest"].isdecimal() else None,
        confidence_below=_read_percent(values["confidence"]),
    )


def _read_day(value: str, time_zone: str, after: bool = False) -> datetime | None:
    try:
        day = datetime.fromisoformat(value).date()
    except ValueError:
        return None
    return datetime.combine(day, time(), ZoneInfo(time_zone)) + timedelta(days=after)


def _read_percent(value: str) -> float | None:
    return int(value) / 100 if value.isdecimal() and int(value) <= 100 else None


def _read_cursor(value: str) -> str:
    return value if re.fullmatch(r"\d{1,12}\.\d{1,6}-\d{1,12}", value) else ""


def show_conversation(asked: Asked) -> Response:
    transcript = find_shown(asked)
    conversation_id = transcript.conversation_id
    why = asked.query("why")
    record_reads(asked.who.specialist_id, [conversation_id], REASONS.get(why, REASONS["list"]), asked.now)
    return _page(asked, transcript, {}, why)


def _page(asked: Asked, transcript: Transcript, unmasked: dict[tuple[int, int], str], why: str) -> Response:
    conversation_id = transcript.conversation_id
    turns = read_turns(conversation_id)
    notes = list_notes(conversation_id)
    reviews = list_reviews(conversation_id)
    return asked.page(
        "conversation.html",
        transcript=transcript,
        turns=turns,
        last_turn=turns[-1].turn if turns else 0,
        unsure=UNSURE,
        unmasked=unmasked,
        why=why,
        notes=notes,
        tags=list_tags(transcript.number),
        all_tags=list_labels("tag"),
        names=name_specialists(),
        readers=list_readers(conversation_id),
        plans=list_masked_plans(conversation_id),
        earlier=list_of_same_peer(conversation_id),
        tasks=tasks_of(conversation_id),
        resources=[name for turn in turns for name in turn.more.get("resources", ())],
        reviews=reviews,
        mine=next((review for review in reviews if review.reviewer_id == asked.who.specialist_id), None),
        form=load_form(),
        intents=list_intents(),
    )


def show_new_turns(asked: Asked) -> Response:
    """What was said since the page was opened, for a page that asks every moment. 204 while nothing was."""
    transcript = find_shown(asked)
    after = asked.query("after")
    turns = read_turns(transcript.conversation_id, int(after) if after.isdecimal() else 0)
    if not turns:
        return Response(status_code=204)
    record_reads(asked.who.specialist_id, [transcript.conversation_id], "followed it live", asked.now)
    return asked.page(
        "new_turns.html",
        transcript=transcript,
        turns=turns,
        last_turn=turns[-1].turn,
        unsure=UNSURE,
        unmasked={},
        notes=[],
        names={},
        intents=list_intents(),
    )


def unmask(asked: Asked) -> Response:
    """Show what was really said, once, to somebody who says why. The peer can ask for that reason."""
    transcript = find_shown(asked)
    reason = asked.word("reason")
    if len(reason) < 10:
        return asked.page("problem.html", 400, problem="Write why you need the unmasked words, in a few words.")
    record_reads(asked.who.specialist_id, [transcript.conversation_id], reason, asked.now, unmasked=True)
    record_act(asked.who.specialist_id, "unmask", f"conversation {transcript.number}", asked.now)
    return _page(asked, transcript, read_unmasked(transcript.conversation_id), "")


def write_note(asked: Asked) -> Response:
    transcript = find_shown(asked)
    turn = int(asked.word("turn")) if asked.word("turn").isdecimal() else None
    add_note(transcript.conversation_id, turn, asked.who.specialist_id, asked.word("text"), asked.now)
    return go(f"/conversations/{transcript.number}#{'turn-' + str(turn) if turn else 'notes'}")


def change_tags(asked: Asked) -> Response:
    transcript = find_shown(asked)
    (untag_conversation if asked.word("act") == "remove" else tag_conversation)(transcript.number, asked.word("tag"))
    return go(f"/conversations/{transcript.number}#tags")


def flag(asked: Asked) -> Response:
    transcript = find_shown(asked)
    ask_review(transcript.conversation_id, "flagged", asked.now)
    return go(f"/conversations/{transcript.number}#review")


def keep_view(asked: Asked) -> Response:
    save_view(asked.who.specialist_id, asked.word("name"), asked.word("query"), asked.word("shared") == "yes")
    return go("/conversations?" + asked.word("query"))


def remove_view(asked: Asked) -> Response:
    delete_view(asked.request.path_params["view_id"], asked.who.specialist_id)
    return go("/conversations")


DOORS = (
    Door("/conversations", show_list, "reader"),
    Door("/conversations/{number:int}", show_conversation, "reader"),
    Door("/conversations/{number:int}/new", show_new_turns, "reader", is_poll=True),
    Door("/conversations/{number:int}/unmask", unmask, "supervisor", ("POST",)),
    Door("/conversations/{number:int}/notes", write_note, "reader", ("POST",)),
    Door("/conversations/{number:int}/tags", change_tags, "specialist", ("POST",)),
    Door("/conversations/{number:int}/flag", flag, "reader", ("POST",)),
    Door("/views", keep_view, "reader", ("POST",)),
    Door("/views/{view_id}/remove", remove_view, "reader", ("POST",)),
)
