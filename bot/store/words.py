"""Full-text search over redacted transcripts: SQLite's FTS5 or PostgreSQL's tsvector, the same words found on both."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import column, select, table, text
from sqlalchemy.orm import Session

_TERM = re.compile(r'(-?)(?:"([^"]+)"|(\S+))')
_WORDS = table("transcript_words", column("rowid"), column("number"))


def fold(words: str) -> str:
    """Lower case and without accents, so that "medico" finds "médico"."""
    decomposed = unicodedata.normalize("NFD", words.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def split_terms(query: str) -> tuple[list[str], list[str]]:
    """Terms that must stand in a conversation and terms that must not ("-word"); "quoted words" stay together."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(fold(query)):
        term = " ".join(re.findall(r"\w+", phrase or word))
        if term:
            (unwanted if minus else wanted).append(term)
    return wanted, unwanted


def matching_numbers(session: Session, query: str) -> Any:
    """A subquery of the transcripts that hold these words, or None when the query holds none."""
    wanted, unwanted = split_terms(query)
    if not wanted:
        return None
    if session.get_bind().dialect.name == "sqlite":
        # Quoted, so that no word of the query is an operator.
        match = " AND ".join(f'"{term}"' for term in wanted) + "".join(f' NOT "{term}"' for term in unwanted)
        return select(_WORDS.c.rowid).where(text("transcript_words MATCH :match").bindparams(match=match))
    match = " ".join([*(f'"{term}"' for term in wanted), *(f'-"{term}"' for term in unwanted)])
    return select(_WORDS.c.number).where(
        text("search @@ websearch_to_tsquery('english', :match)").bindparams(match=match)
    )


def add_words(session: Session, number: int, words: str) -> None:
    """Make these words findable, beside what the conversation has already."""
    values = {"number": number, "words": fold(words)}
    if session.get_bind().dialect.name == "sqlite":
        update = "UPDATE transcript_words SET body = body || char(10) || :words WHERE rowid = :number"
        insert = "INSERT INTO transcript_words (rowid, body) VALUES (:number, :words)"
    else:
        update = "UPDATE transcript_words SET body = body || chr(10) || :words WHERE number = :number"
        insert = "INSERT INTO transcript_words (number, body) VALUES (:number, :words)"
    if not session.execute(text(update), values).rowcount:
        session.execute(text(insert), values)


def find_excerpt(query: str, messages: list[str], width: int = 160) -> str:
    """The first message that holds one of the words, cut around it."""
    wanted, _ = split_terms(query)
    for message in messages:
        folded = fold(message)
        places = [found.start() for term in wanted if (found := re.search(r"\b" + re.escape(term), folded))]
        if places:
            start = max(0, min(places) - width // 3)
            cut = message[start : start + width]
            return ("… " if start else "") + cut + (" …" if start + width < len(message) else "")
    return ""
