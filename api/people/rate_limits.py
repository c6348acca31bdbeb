"""How often an account, a telephone number or a network address may ask: counted in a moving window.

In memory, so that asking costs no write; a restart forgets, and codes have limits of their own that do not.
The package `limits` counts by the machine's clock and cannot be given ours.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address

from api.people.code_traffic import ALWAYS_AN_HOUR
from api.people.refusals import TooManyRequests

MOST_KEYS = 100_000
"""After so many different askers those who have been quiet for a window are forgotten."""


class Asker(StrEnum):
    """By what those who ask are told apart."""

    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests within a while."""

    at_most: int
    within: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RateRules:
    """The rates of a service. An address is an office or a whole mobile network, so it may ask more."""

    account: Rate = Rate(240)
    phone: Rate = Rate(30)
    address: Rate = Rate(1200)
    codes_an_hour: int = ALWAYS_AN_HOUR
    """One-time codes that the whole service may send whatever is usual, see `code_traffic`."""

    def rate(self, asker: Asker) -> Rate:
        """The rate of a kind of asker."""
        rates = {Asker.ACCOUNT: self.account, Asker.PHONE: self.phone, Asker.ADDRESS: self.address}
        return rates[asker]


@dataclass
class RateLimits:
    """Who asked when, of late."""

    rules: RateRules = RateRules()
    _asked: dict[tuple[Asker, str], deque[datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, asker: Asker, name: str, now: datetime) -> None:
        """Count a request; raises TooManyRequests, and then it does not count."""
        rate = self.rules.rate(asker)
        with self._lock:
            if len(self._asked) >= MOST_KEYS:
                self._forget(now)
            asked = self._asked.setdefault((asker, name), deque(maxlen=rate.at_most))
            if len(asked) == rate.at_most and now - asked[0] < rate.within:
                wait_s = (asked[0] + rate.within - now).total_seconds()
                raise TooManyRequests(retry_s=int(-(-wait_s // 1)))
            asked.append(now)

    def __len__(self) -> int:
        """How many askers are remembered."""
        return len(self._asked)

    def _forget(self, now: datetime) -> None:
        quiet = [
            (asker, name)
            for (asker, name), asked in self._asked.items()
            if now - asked[-1] >= self.rules.rate(asker).within
        ]
        for each in quiet:
            del self._asked[each]


def network_of(address: str) -> str:
    """The address that counts: of IPv6 the /64 that one household has, as it comes otherwise.

    >>> network_of("192.0.2.1"), network_of("2001:db8::1"), network_of("2001:db8::2")
    ('192.0.2.1', '2001:db8:0:0', '2001:db8:0:0')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return ":".join(f"{int(part, 16):x}" for part in parsed.exploded.split(":")[:4])
