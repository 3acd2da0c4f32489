"""Table of coaching: private links to a plan."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String

from bot.store.tables.base import Base, UtcDateTime, new_id


class PlanLink(Base):
    """One private link. The address holds this id signed with our key: the table alone opens nothing."""

    __tablename__ = "plan_link"
    id = Column(String(32), primary_key=True, default=new_id)
    peer_id = Column(String(32), ForeignKey("peer.id", ondelete="CASCADE"), nullable=False, index=True)
    plan_id = Column(String(32), nullable=False, index=True)
    expires_at = Column(UtcDateTime, nullable=False)
    revoked_at = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)
