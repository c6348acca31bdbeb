"""Riders as those see them who need not see all: a list of findings, and a driver at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.people.phone import read_phone
from api.people.profile import Needs
from api.people.riders import Rider
from dispatch.domain.request import RiderId

_TOWN_AND_BLOCK = re.compile(r".*?丁目|[^\d]*")


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A rider in a list: enough to tell two of one name apart; the rest is a profile, opened and recorded."""

    rider_id: RiderId
    name: str
    kana: str
    phone: str
    """Its last four digits."""
    address: str
    """Town and block, without the number of the house."""


@dataclass(frozen=True, slots=True)
class Passenger:
    """A rider as the driver greets and helps them: no address, no number, and never what the ride is for."""

    rider_id: RiderId
    family_kana: str
    needs: Needs


def glimpse(rider: Rider) -> Glimpse:
    """The rider in a list."""
    known = rider.profile
    return Glimpse(
        rider.rider_id, known.name, known.kana, read_phone(known.phone).masked, without_house(known.address)
    )


def passenger(rider: Rider) -> Passenger:
    """The rider on a manifest; the kana of the family name is what stands before the first space."""
    family, *_ = rider.profile.kana.split()
    return Passenger(rider.rider_id, family, rider.profile.needs)


def without_house(address: str) -> str:
    """An address as far as the block.

    >>> without_house("青森市浪岡大字浪岡字稲村1-2"), without_house("青森市浪岡3丁目４−５")
    ('青森市浪岡大字浪岡字稲村', '青森市浪岡3丁目')
    """
    found = _TOWN_AND_BLOCK.match(address)
    return found.group() if found is not None else ""
