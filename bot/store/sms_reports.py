"""What became of texts: carriers' reports, answers given in the response itself, the list a terminal phone shows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.sms import OutText, read_text
from bot.store.tables.sms import SmsInbound, SmsText

# A report may overtake another one; a text never goes back to an earlier state.
RANK = {"held": 0, "queued": 1, "sending": 2, "sent": 3, "failed": 4, "delivered": 5}


def claim_answer(inbound_carrier_id: str, now: datetime) -> list[str] | None:
    """The texts that answer this one, taken as sent in the response itself; None while there is no answer."""
    with unit_of_work() as session:
        inbound = session.scalars(select(SmsInbound).where(SmsInbound.carrier_id == inbound_carrier_id)).first()
        if inbound is None or inbound.state == "new":
            return None
        rows = session.scalars(
            select(SmsText)
            .where(
                SmsText.inbound_id == inbound.id,
                SmsText.state == "queued",
                SmsText.tries == 0,
                SmsText.kind != "farewell",
            )
            .order_by(SmsText.id)
        ).all()
        for row in rows:
            row.state, row.updated_at = "sent", now
        return [load_seal().open(row.body_sealed) for row in rows]


def note_status(reference: str, carrier_ref: str, state: str, error_code: int | None, now: datetime) -> str | None:
    """Record a carrier's report. Returns the peer's id when the text is one of ours and this was news."""
    with unit_of_work() as session:
        row = None
        if reference:
            row = session.scalars(select(SmsText).where(SmsText.reference == reference)).first()
        if row is None and carrier_ref:
            row = session.scalars(select(SmsText).where(SmsText.carrier_ref == carrier_ref)).first()
        if row is None:
            return None
        if carrier_ref and not row.carrier_ref:
            row.carrier_ref = carrier_ref
        if RANK.get(state, 0) <= RANK.get(row.state, 9):
            return None
        row.state, row.updated_at = state, now
        if error_code:
            row.error_code = error_code
        return row.peer_id


def list_texts(peer_id: str, after: int = 0) -> list[OutText]:
    """Texts to this peer that the carrier took or that failed, in order, after the one with this id."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(SmsText)
            .where(SmsText.peer_id == peer_id, SmsText.id > after, SmsText.state.in_(("sent", "delivered", "failed")))
            .order_by(SmsText.id)
        ).all()
    return [read_text(row) for row in rows]
