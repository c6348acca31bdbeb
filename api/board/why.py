"""Why a ride is on its vehicle, told simply in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from api.wire.hand import ChoiceOut, WhyOut
from api.wire.posted import SaidOut
from api.wire.told import Told
from dispatch.domain.fleet import VehicleId
from dispatch.domain.pins import RidePinned
from dispatch.domain.reason import Reason
from dispatch.domain.request import RideId
from dispatch.domain.saying import LANGUAGES, Said, spoken_time
from dispatch.domain.time import MINUTE_S
from dispatch.engine.comparing import BestPlace, VehicleChoice

Stands = Reason | Literal["withdrawn"]
_FITS = Said(
    "走行が{drive}分増え、お迎えは{at}ごろです。", "{drive} min more to drive; pickup at about {at}."
)
_CANNOT: Mapping[Stands, Said] = {
    "withdrawn": Said("運行から外れています。", "It is withdrawn from service."),
    Reason.SEATS: Said("空席が足りません。", "It has not enough free seats."),
    Reason.WHEELCHAIR: Said("車いすの席が空いていません。", "Its wheelchair space is taken."),
    Reason.BREAK: Said("運転手の休憩に当たります。", "Its driver rests then."),
    Reason.LATE_FOR_OTHERS: Said("ほかの方の約束に遅れます。", "Others in it would be late."),
    Reason.FULL_WINDOW: Said("約束の時間に間に合いません。", "It cannot come in time."),
}
_PINNED = Said("係員が{vehicle}に固定しました（{reason}）。", "Staff pinned it to {vehicle} ({reason}).")
_BEST = Said(
    "今の計画では、{vehicle}がいちばん負担の少ない車です（走行が{drive}分増）。",
    "As things stand {vehicle} costs all the least: {drive} min more to drive.",
)
_ONLY = Said("すべての約束を守れる車は{vehicle}だけです。", "Only {vehicle} can keep every promise.")
_NOT_BEST = Said(
    "予約のときは{vehicle}に決まりました。今なら{best}のほうが{gap}分ほど負担が少なくなります。",
    "It was given to {vehicle} when it was booked; by now {best} would cost about {gap} min less.",
)
_LATE = Said(
    "{vehicle}は遅れていて約束を守れませんが、ほかに守れる車がありません。",
    "{vehicle} is late, and no vehicle can keep the promise any more.",
)


def why_out(
    ride_id: RideId,
    carrier: VehicleId,
    choices: Sequence[VehicleChoice],
    pin: RidePinned | None,
    version: int,
    told: Told,
) -> WhyOut:
    """The sentence, and every vehicle with what it would cost."""
    said = SaidOut.of(_why(carrier, choices, pin))
    shown = [_choice(each, each.vehicle_id == carrier, told) for each in choices]
    return WhyOut(ride_id=ride_id, version=version, said=said, choices=shown)


def _why(carrier: VehicleId, choices: Sequence[VehicleChoice], pin: RidePinned | None) -> Said:
    places = {each.vehicle_id: each.place for each in choices if each.place is not None}
    own = places.get(carrier)
    if pin is not None:
        return _said(_PINNED, vehicle=carrier, reason=pin.reason or "–")
    if own is None:
        if not places:
            return _said(_LATE, vehicle=carrier)
        best, place = next(iter(places.items()))
        return _said(_NOT_BEST, vehicle=carrier, best=best, gap=_minutes(place.cost_s))
    if len(places) == 1:
        return _said(_ONLY, vehicle=carrier)
    best, place = next(iter(places.items()))
    if place.cost_s < own.cost_s:
        return _said(_NOT_BEST, vehicle=carrier, best=best, gap=_minutes(own.cost_s - place.cost_s))
    return _said(_BEST, vehicle=carrier, drive=_minutes(own.drive_added_s))


def _choice(choice: VehicleChoice, carries: bool, told: Told) -> ChoiceOut:
    place = choice.place
    reason: Stands | None = None if place is not None else choice.reason or "withdrawn"
    return ChoiceOut(
        vehicle_id=choice.vehicle_id,
        carries=carries,
        fits=place is not None,
        cost_min=None if place is None else round(place.cost_s / MINUTE_S, 1),
        drive_added_min=None if place is None else round(place.drive_added_s / MINUTE_S, 1),
        pickup=None if place is None else told.at(place.pickup_s),
        arrival=None if place is None else told.at(place.arrival_s),
        reason=reason,
        said=SaidOut.of(_fits(place) if place is not None else _CANNOT[reason or "withdrawn"]),
    )


def _fits(place: BestPlace) -> Said:
    drive = _minutes(place.drive_added_s)
    return Said(
        *(
            _FITS.in_language(each).format(drive=drive, at=spoken_time(place.pickup_s, each))
            for each in LANGUAGES
        )
    )


def _said(words: Said, **facts: object) -> Said:
    return Said(*(words.in_language(each).format_map(facts) for each in LANGUAGES))


def _minutes(seconds: int) -> int:
    return -(-seconds // MINUTE_S)
