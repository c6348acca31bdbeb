"""Sealing: what is kept can be read with the key alone, and what must be found is kept as a keyed mark."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.people.keys import KEY_BYTES, Keys, TokenBytes

NONCE_BYTES = 12


class Unreadable(RuntimeError):
    """It was sealed with another key, for somebody else, or was changed since."""


@dataclass(frozen=True, slots=True, repr=False)
class RiderKey:
    """One rider's own key: once it is destroyed, everything sealed with it is noise (crypto-shredding)."""

    secret: bytes
    rider_id: str

    def seal(self, plain: bytes, token_bytes: TokenBytes) -> bytes:
        """Seal something of this rider; it cannot be passed off as another's."""
        nonce = token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, self.rider_id.encode())

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed; raises Unreadable."""
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self.secret).decrypt(nonce, rest, self.rider_id.encode())
        except (InvalidTag, ValueError) as spoilt:
            raise Unreadable(
                f"rider {self.rider_id}: the record does not open with the rider's key"
            ) from spoilt


class Vault:
    """Seals with the newest master key, opens with any, and marks with the lookup key."""

    def __init__(self, keys: Keys, token_bytes: TokenBytes = secrets.token_bytes) -> None:
        self.token_bytes = token_bytes
        self._master = MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys.master])
        self._lookup = keys.lookup

    def seal(self, plain: bytes) -> bytes:
        """Seal with the master key."""
        return self._master.encrypt(plain)

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed with a master key; raises Unreadable."""
        try:
            return self._master.decrypt(sealed)
        except InvalidToken as spoilt:
            raise Unreadable("sealed with a master key that is not in the file of keys") from spoilt

    def reseal(self, sealed: bytes) -> bytes:
        """The same under the newest master key; raises Unreadable."""
        try:
            return self._master.rotate(sealed)
        except InvalidToken as spoilt:
            raise Unreadable("sealed with a master key that is not in the file of keys") from spoilt

    def new_rider_key(self, rider_id: str) -> RiderKey:
        """A key for a new rider."""
        return RiderKey(self.token_bytes(KEY_BYTES), rider_id)

    def seal_key(self, key: RiderKey) -> bytes:
        """A rider's key as it is kept."""
        return self.seal(key.secret)

    def unseal_key(self, sealed_key: bytes, rider_id: str) -> RiderKey:
        """A rider's key as it is used; raises Unreadable."""
        return RiderKey(self.unseal(sealed_key), rider_id)

    def mark(self, kind: str, text: str) -> bytes:
        """The keyed mark (HMAC-SHA256) by which a text is found again, and by nobody without the key.

        Kinds keep apart: the mark of a telephone number says nothing about a code of the same digits.
        """
        return digest(self._lookup, f"{kind}\0{text}".encode(), sha256)
