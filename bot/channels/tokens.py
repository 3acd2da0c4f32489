"""Session tokens of the widget: signed by us, never chosen by the caller, readable without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.store.tables.base import new_id


@dataclass(frozen=True)
class Session:
    """What a token opens: a conversation, since when."""

    conversation_id: str
    opened_at: datetime


class Tokens:
    """Makes and reads tokens. `keys` newest first: the first signs, all verify."""

    def __init__(self, keys: tuple[str, ...], days: int):
        # itsdangerous signs with the last key of its list
        self._serializer = URLSafeTimedSerializer(list(reversed(keys)), salt="widget-session")
        self._seconds = days * 24 * 3600

    def make(self) -> str:
        """A token for a fresh conversation."""
        return self._serializer.dumps(new_id())

    def read(self, token: str) -> Session | None:
        """The session a token opens, or None when it is forged, broken or too old."""
        try:
            return Session(*self._serializer.loads(token, max_age=self._seconds, return_timestamp=True))
        except BadSignature:
            return None
