"""What became of a request, over the wire: still waiting, offered something, or promised a ride."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from api.desk.open_day import OpenDay
from api.wire.told import OfferOut, RideOut, Told
from dispatch.domain.request import RequestId


class RequestOut(BaseModel):
    """A request as it stands: its place in the waitlist, the offers that are open, and its rides."""

    request_id: str
    service_date: date
    waiting: int | None
    """How many are to be offered room before this one, itself included; null where it does not wait."""
    offers: list[OfferOut]
    rides: list[RideOut]


def request_out(open_day: OpenDay, request_id: RequestId, told: Told) -> RequestOut:
    """A request of a day."""
    day, book = open_day.day, open_day.book
    offers = (day.offers.get(offer_id) for offer_id in day.offers_of.get(request_id, ()))
    rides = book.list_of(day.requests[request_id].rider_id)
    waits = request_id in day.waitlist
    return RequestOut(
        request_id=request_id,
        service_date=open_day.service_date,
        waiting=1 + list(day.waitlist).index(request_id) if waits else None,
        offers=[told.offer(offer) for offer in offers if offer is not None],
        rides=[told.ride(each) for each in rides if each.promise.request_id == request_id],
    )
