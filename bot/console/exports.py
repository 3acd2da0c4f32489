"""Taking transcripts out of the console: to print, as text, CSV or JSONL. With a reason, on record."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import parse_qsl

from starlette.responses import Response

from bot.console.conversations import FIELDS, read_filters
from bot.console.doors import Asked, Door, find_shown
from bot.store.find_transcripts import ShownTurn, list_transcripts, read_turns
from bot.store.reads import record_reads
from bot.store.specialists import record_act

MOST = 500
SHORTEST_REASON = 10
COLUMNS = ("conversation", "turn", "at", "speaker", "text", "intent", "confidence", "finding")


def neutralise(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.lstrip(" \t\r\n")[:1] in ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b"):
        return "'" + value
    return "'" + value if isinstance(value, str) and value[:1] in ("\t", "\r", "\n") else value


def _rows(number: int, turns: list[ShownTurn]) -> list[dict[str, object]]:
    return [
        {
            "conversation": number,
            "turn": turn.turn,
            "at": message.at.isoformat(timespec="seconds"),
            "speaker": "peer" if message.from_peer else "bot",
            "text": message.text,
            "intent": turn.intent if message.from_peer else None,
            "confidence": turn.confidence if message.from_peer else None,
            "finding": turn.finding_kind if message.from_peer else None,
        }
        for turn in turns
        for message in turn.messages
    ]


def write_csv(rows: list[dict[str, object]]) -> str:
    """Rows as CSV, safe to open."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow({key: neutralise(value) for key, value in row.items()})
    return out.getvalue()


def export_one(asked: Asked) -> Response:
    transcript, reason = find_shown(asked), asked.word("reason")
    if len(reason) < SHORTEST_REASON:
        return asked.page("problem.html", 400, problem="Write what the export is for, in a few words.")
    record_reads(asked.who.specialist_id, [transcript.conversation_id], f"export: {reason}", asked.now)
    record_act(asked.who.specialist_id, "export", f"conversation {transcript.number}: {reason}", asked.now)
    turns = read_turns(transcript.conversation_id)
    if asked.word("form") == "print":
        return asked.page("print.html", transcript=transcript, turns=turns)
    rows = _rows(transcript.number, turns)
    text = "\n".join(f"{str(row['at'])[:16].replace('T', ' ')}  {row['speaker']}: {row['text']}" for row in rows)
    return _file(text + "\n", f"conversation-{transcript.number}.txt", "text/plain")


def export_many(asked: Asked) -> Response:
    reason = asked.word("reason")
    if len(reason) < SHORTEST_REASON:
        return asked.page("problem.html", 400, problem="Write what the export is for, in a few words.")
    given = dict(parse_qsl(asked.word("query")))
    filters = read_filters({field: given.get(field, "") for field in FIELDS}, asked.settings.time_zone)
    found = list_transcripts(filters, size=MOST)
    ids = [row.conversation_id for row in found.rows]
    record_reads(asked.who.specialist_id, ids, f"export: {reason}", asked.now)
    record_act(asked.who.specialist_id, "export", f"{len(ids)} conversations: {reason}", asked.now)
    rows = [row for one in found.rows for row in _rows(one.number, read_turns(one.conversation_id))]
    if asked.word("form") == "jsonl":
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return _file(lines, "conversations.jsonl", "application/x-ndjson")
    return _file(write_csv(rows), "conversations.csv", "text/csv")


def _file(content: str, name: str, kind: str) -> Response:
    return Response(
        content, media_type=f"{kind}; charset=utf-8", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


DOORS = (
    Door("/conversations/{number:int}/export", export_one, "supervisor", ("POST",)),
    Door("/export", export_many, "supervisor", ("POST",)),
)
