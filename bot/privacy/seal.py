"""Seal text at rest, and find a phone number again without keeping it readable.

Sealing encrypts (Fernet: AES-128-CBC and HMAC-SHA256), it does not merely sign. Keys are a list, newest first: two
work during a rotation: the first one seals, every one opens.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import load_settings


class SealError(ValueError):
    """Something sealed cannot be opened with the keys of this process."""


class Seal:
    """Seals and opens with a list of keys (any strings of 32 characters or more)."""

    def __init__(self, keys: tuple[str, ...]):
        self._fernet = MultiFernet([Fernet(_derive(key, b"seal")) for key in keys])
        self._fingerprint_keys = [_derive(key, b"fingerprint") for key in keys]

    def close(self, value: Any) -> bytes:
        """Seal any JSON value."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def open(self, sealed: bytes) -> Any:
        """Open what `close` made. Raises SealError when no key fits or the bytes were changed."""
        try:
            return json.loads(self._fernet.decrypt(bytes(sealed)))
        except InvalidToken:
            raise SealError("sealed text cannot be opened: none of the secret keys fits") from None

    def rotate(self, sealed: bytes) -> bytes:
        """The same content, sealed with the newest key."""
        return self._fernet.rotate(bytes(sealed))

    def fingerprints(self, value: str) -> list[str]:
        """Keyed fingerprints of `value` (a phone number), newest key first: equal values match, nobody reads them."""
        return [hmac.new(key, value.encode(), hashlib.sha256).hexdigest() for key in self._fingerprint_keys]


def _derive(key: str, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=32, person=purpose).digest())


@lru_cache(maxsize=1)
def load_seal() -> Seal:
    """The seal of this process."""
    return Seal(load_settings().secret_keys)
