"""What peers made: needs statements, plans, debriefs, small steps. Sealed; every change is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.talk import Conversation, Plan

# Where a version that an undo brought back stood before; the next undo goes on from there.
RESTORED = "restored_from"


@dataclass(frozen=True)
class KeptPlan:
    """One version of a plan. `body` is what its conversation made (bot/coaching)."""

    plan_id: str
    kind: str
    version: int
    body: dict[str, Any]
    created_at: datetime


def find_peer_of(conversation_id: str) -> str | None:
    """The peer who talks in this conversation."""
    with unit_of_work() as session:
        return session.scalar(select(Conversation.peer_id).where(Conversation.id == conversation_id))


def keep_plan(peer_id: str, kind: str, body: dict[str, Any], now: datetime, plan_id: str | None = None) -> KeptPlan:
    """Keep a new plan, or with `plan_id` a new version of that one."""
    with unit_of_work() as session:
        plan_id = plan_id or new_id()
        version = 1 + (session.scalar(select(func.max(Plan.version)).where(Plan.plan_id == plan_id)) or 0)
        session.add(
            Plan(
                peer_id=peer_id,
                kind=kind,
                plan_id=plan_id,
                version=version,
                body_sealed=load_seal().close(body),
                created_at=now,
            )
        )
        session.flush()  # two changes in one turn are two versions
        return KeptPlan(plan_id, kind, version, body, now)


def undo_plan(peer_id: str, plan_id: str, now: datetime) -> KeptPlan | None:
    """Bring back the version before the newest one, as a new version; None when there is nothing before it.

    Undone twice goes two versions back: history only ever grows.
    """
    versions = list_versions(peer_id, plan_id)
    if not versions:
        return None
    newest = versions[-1]
    stands_at = newest.body.get(RESTORED, newest.version)
    earlier = [kept for kept in versions if kept.version < stands_at]
    if not earlier:
        return None
    body = {**earlier[-1].body, RESTORED: earlier[-1].body.get(RESTORED, earlier[-1].version)}
    return keep_plan(peer_id, newest.kind, body, now, plan_id)


def list_versions(peer_id: str, plan_id: str) -> list[KeptPlan]:
    """Every version of one plan of this peer, oldest first."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(Plan).where(Plan.peer_id == peer_id, Plan.plan_id == plan_id).order_by(Plan.version)
        ).all()
    return [_open(row) for row in rows]


def list_plans(peer_id: str, kind: str | None = None) -> list[KeptPlan]:
    """The newest version of each plan of this peer, newest first."""
    with unit_of_work() as session:
        query = select(Plan).where(Plan.peer_id == peer_id).order_by(Plan.created_at.desc(), Plan.version.desc())
        if kind:
            query = query.where(Plan.kind == kind)
        newest: dict[str, Plan] = {}
        for row in session.scalars(query):
            kept = newest.setdefault(row.plan_id, row)
            if row.version > kept.version:
                newest[row.plan_id] = row
    return [_open(row) for row in newest.values()]


def _open(row: Plan) -> KeptPlan:
    return KeptPlan(row.plan_id, row.kind, row.version, load_seal().open(row.body_sealed), row.created_at)
