"""Session tokens of the widget: signed by us, never chosen by the caller, readable without a database."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.store.tables.base import new_id


class Tokens:
    """Makes and reads tokens. `keys` newest first: the first signs, all verify."""

    def __init__(self, keys: tuple[str, ...], days: int):
        # itsdangerous signs with the last key of its list
        self._serializer = URLSafeTimedSerializer(list(reversed(keys)), salt="widget-session")
        self._seconds = days * 24 * 3600

    def make(self) -> str:
        """A token for a fresh conversation."""
        return self._serializer.dumps(new_id())

    def read(self, token: str) -> str | None:
        """The conversation a token opens, or None when it is forged, broken or too old."""
        try:
            return self._serializer.loads(token, max_age=self._seconds)
        except BadSignature:
            return None
