"""Claims: one process at a time does a job (a phone's texts, the clock). Kept in the database, so that a dead
holder's runs out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.session import unit_of_work
from bot.store.tables.sms import Claim


def insert_for(session: Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of this database."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[session.get_bind().dialect.name](table)


def take_claim(name: str, holder: str, now: datetime, lifetime: timedelta) -> bool:
    """Take or renew a claim. False while somebody else holds it."""
    with unit_of_work() as session:
        statement = insert_for(session, Claim).values(name=name, holder=holder, until=now + lifetime)
        statement = statement.on_conflict_do_update(
            index_elements=[Claim.name],
            set_={"holder": holder, "until": now + lifetime},
            where=(Claim.until < now) | (Claim.holder == holder),
        )
        return session.execute(statement).rowcount == 1


def release_claim(name: str, holder: str) -> None:
    """Give a claim back; does nothing when it was lost meanwhile."""
    with unit_of_work() as session:
        session.execute(
            delete(Claim).where(Claim.name == name, Claim.holder == holder).execution_options(synchronize_session=False)
        )


def sweep_claims(now: datetime) -> None:
    """Forget claims that ran out."""
    with unit_of_work() as session:
        session.execute(delete(Claim).where(Claim.until < now).execution_options(synchronize_session=False))
