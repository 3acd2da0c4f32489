"""Counts over many conversations. What could point at one person is hidden: a count under five is not told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select

from bot.store.session import unit_of_work
from bot.store.tables.review import Task, Transcript, TranscriptLabel, TranscriptMessage, TranscriptTurn

SMALL = 5


@dataclass(frozen=True)
class Overview:
    """One period. A None stands for a count from one to four."""

    conversations: int | None
    turns: int | None
    weeks: list[tuple[datetime, int | None]]
    channels: dict[str, int | None]
    topics: dict[str, int | None]
    findings: dict[str, int | None]
    unmet: dict[str, int | None]
    unsure_share: float | None
    finished: dict[str, tuple[int | None, int | None]]  # by topic: brought to an end, left in the middle
    alerts: int | None
    minutes_to_acknowledge: float | None
    waiting_alerts: int
    texts: list[str]  # what peers were shown, each text once, for the reading ease


def hide_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Largest first, small ones hidden. Where only one would be hidden, the next goes too: the sum would tell it."""
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    hidden = {name for name, count in order if 0 < count < SMALL}
    if len(hidden) == 1:
        shown = [name for name, count in order if count >= SMALL]
        hidden |= set(shown[-1:])
    return {name: None if name in hidden else count for name, count in order}


def hide(count: int) -> int | None:
    """One count on its own."""
    return None if 0 < count < SMALL else count


def read_overview(since: datetime, until: datetime) -> Overview:
    """Everything the overview shows of the conversations that began in this period."""
    with unit_of_work() as session:
        period = (Transcript.started_at >= since, Transcript.started_at < until)
        topics = session.execute(
            select(Transcript.topic, Transcript.open_form.is_(None), func.count())
            .where(*period)
            .group_by(Transcript.topic, Transcript.open_form.is_(None))
        ).all()
        channels = dict(
            session.execute(select(Transcript.channel, func.count()).where(*period).group_by(Transcript.channel)).all()
        )
        turns, unsure = session.execute(
            select(func.sum(Transcript.turns), func.sum(Transcript.unsure_turns)).where(*period)
        ).one()
        starts = session.scalars(select(Transcript.started_at).where(*period)).all()
        findings = _count_labels(session, "finding", period)
        unmet = select(TranscriptLabel.number).where(TranscriptLabel.kind == "mark", TranscriptLabel.value == "unmet")
        searches = session.scalars(
            select(TranscriptTurn.more)
            .join(Transcript, Transcript.conversation_id == TranscriptTurn.conversation_id)
            .where(Transcript.number.in_(unmet), TranscriptTurn.more.like('%"searched"%'), *period)
        ).all()
        alerts = session.execute(
            select(Task.opened_at, Task.acknowledged_at).where(
                Task.kind == "safety", Task.opened_at >= since, Task.opened_at < until
            )
        ).all()
        texts = session.scalars(
            select(TranscriptMessage.text)
            .where(TranscriptMessage.from_peer.is_(False), TranscriptMessage.key != "")
            .order_by(TranscriptMessage.id.desc())
            .limit(1000)
        ).all()
    turns = turns or 0
    counted: dict[str, int] = {}
    for topic, _, count in topics:
        if topic:
            counted[topic] = counted.get(topic, 0) + count
    waits = [(acknowledged - opened).total_seconds() / 60 for opened, acknowledged in alerts if acknowledged]
    return Overview(
        conversations=hide(len(starts)),
        turns=hide(turns),
        weeks=_by_week(starts, since, until),
        channels=hide_small(channels),
        topics=hide_small(counted),
        findings=hide_small(findings),
        unmet=hide_small(_unmet_topics(searches)),
        unsure_share=unsure / turns if turns and len(starts) >= SMALL else None,
        finished=_finished(topics),
        alerts=hide(len(alerts)),
        minutes_to_acknowledge=median(waits) if len(waits) >= SMALL else None,
        waiting_alerts=sum(1 for _, acknowledged in alerts if not acknowledged),
        texts=list(dict.fromkeys(texts)),
    )


def _count_labels(session: object, kind: str, period: tuple[object, ...]) -> dict[str, int]:
    rows = session.execute(  # type: ignore[attr-defined]
        select(TranscriptLabel.value, func.count())
        .join(Transcript, Transcript.number == TranscriptLabel.number)
        .where(TranscriptLabel.kind == kind, *period)
        .group_by(TranscriptLabel.value)
    )
    return dict(rows.all())


def _by_week(starts: list[datetime], since: datetime, until: datetime) -> list[tuple[datetime, int | None]]:
    counts = Counter((start - since).days // 7 for start in starts)
    weeks = max(1, -(-(until - since).days // 7))
    return [(since + timedelta(days=7 * week), hide(counts[week])) for week in range(weeks)]


def _unmet_topics(searches: list[str]) -> Counter[str]:
    topics: Counter[str] = Counter()
    for more in searches:
        searched = json.loads(more).get("searched") or {}
        if not searched.get("found"):
            topics[str(searched.get("topic") or "something else")] += 1
    return topics


def _finished(topics: list) -> dict[str, tuple[int | None, int | None]]:
    ended = {topic: count for topic, is_ended, count in topics if topic and is_ended}
    left = {topic: count for topic, is_ended, count in topics if topic and not is_ended}
    return {topic: (hide(ended.get(topic, 0)), hide(left.get(topic, 0))) for topic in sorted({*ended, *left})}
