"""Private links to a plan: the address is a signed secret, it ends by itself, and its peer can end it at any time."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update

from bot.settings import load_settings
from bot.store.plans import KeptPlan, list_versions
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.coaching import PlanLink

LIFETIME = timedelta(days=7)


def make_link(peer_id: str, plan_id: str, now: datetime) -> str:
    """The secret part of an address that shows this plan, always in its newest version."""
    with unit_of_work() as session:
        link = PlanLink(id=new_id(), peer_id=peer_id, plan_id=plan_id, expires_at=now + LIFETIME, created_at=now)
        session.add(link)
        return _signer().dumps(link.id)


def open_link(token: str, now: datetime) -> KeptPlan | None:
    """The plan behind the secret; None when it is forged, over, ended, or the plan is gone."""
    link = _find(token)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    versions = list_versions(link.peer_id, link.plan_id)
    return versions[-1] if versions else None


def end_link(token: str, now: datetime) -> bool:
    """Whoever holds the link may end it. False when there was none."""
    link = _find(token)
    return link is not None and _end(now, PlanLink.id == link.id) > 0


def end_links(peer_id: str, now: datetime) -> int:
    """End every link of this peer. Returns how many there were."""
    return _end(now, PlanLink.peer_id == peer_id, PlanLink.expires_at > now)


def _find(token: str) -> PlanLink | None:
    try:
        link_id = _signer().loads(token)
    except BadSignature:
        return None
    with unit_of_work() as session:
        return session.scalar(select(PlanLink).where(PlanLink.id == str(link_id)))


def _end(now: datetime, *conditions: object) -> int:
    with unit_of_work() as session:
        return session.execute(
            update(PlanLink)
            .where(PlanLink.revoked_at.is_(None), *conditions)
            .values(revoked_at=now)
            .execution_options(synchronize_session="fetch")
        ).rowcount


def _signer() -> URLSafeSerializer:
    # itsdangerous signs with the last key of its list
    return URLSafeSerializer(list(reversed(load_settings().secret_keys)), salt="plan-link")
