"""Trips by which it is tried how full a day is: between a rider's own places, or between public landmarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from api.people.profile import Profile
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RiderId, WishKind
from gtfs.service import Service

AT_MOST = 4
"""So many trips are tried, each at both ends of every half hour."""
Pair = tuple[PlaceIndex, PlaceIndex]


def own_trips(profile: Profile, service: Service) -> tuple[Request, ...]:
    """A rider's favourites there and back, else from home to landmarks and back, with what they need."""
    return _requests(_own_pairs(profile, service), profile.needs.alone)


def public_trips(service: Service) -> tuple[Request, ...]:
    """From landmark to landmark, or from stop to stop where there are no two landmarks; never a home."""
    return _requests(list(pairwise(_landmarks(service, AT_MOST + 1))), Load(1))


def _own_pairs(profile: Profile, service: Service) -> list[Pair]:
    favourites = list(_favourite_pairs(profile, service))
    if favourites:
        return favourites
    home = service.places.find(profile.home_place_id)
    if home is None:
        return list(pairwise(_landmarks(service, AT_MOST + 1)))
    return [pair for place in _landmarks(service, AT_MOST // 2) for pair in ((home, place), (place, home))]


def _favourite_pairs(profile: Profile, service: Service) -> Iterator[Pair]:
    for favourite in profile.favourites:
        origin, destination = map(service.places.find, (favourite.origin, favourite.destination))
        if origin is not None and destination is not None and origin != destination:
            yield from ((origin, destination), (destination, origin))


def _landmarks(service: Service, count: int) -> list[PlaceIndex]:
    """So many public places from all over the list, doors before stops; fewer where there are fewer."""
    doors = [index for index in service.public_places if service.door_kind(index) is not None]
    places = doors if len(doors) > 1 else list(service.public_places)
    count = min(count, len(places))
    return [places[number * len(places) // count] for number in range(count)]


def _requests(pairs: Sequence[Pair], party: Load) -> tuple[Request, ...]:
    return tuple(
        Request(
            RequestId(f"typical {number}"),
            RiderId(""),
            *pair,
            WishKind.DEPART_AFTER,
            0,
            party,
        )
        for number, pair in enumerate(pairs[:AT_MOST])
    )
