"""GTFS-Realtime of a running service: alerts, and where its vehicles are; nothing that tells of a rider."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from google.transit import gtfs_realtime_pb2 as pb

from gtfs.door_shield import DoorShield
from gtfs.flex import ROUTE_ID, TRIP_ID
from gtfs.service import Service
from gtfs.service_agency import get_agency

NOT_HEARD_FROM_S = 600
"""A vehicle that has been silent for so long is not shown."""
FEW_SEATS = 2
RIDERS_TO_HIDE_AMONG = 3
_VERSION = "2.0"


class AlertKind(StrEnum):
    """What riders must know of the service as a whole."""

    SUSPENDED = "suspended"
    SNOW = "snow"
    FULL = "full"


@dataclass(frozen=True)
class ServiceAlert:
    """An alert for everybody, from and until moments in POSIX seconds where they are known."""

    alert_id: str
    kind: AlertKind
    from_s: int | None = None
    until_s: int | None = None
    detail_ja: str = ""
    detail_en: str = ""
    """Written for the public, as on a notice board."""
    url: str = ""

    def __post_init__(self) -> None:
        """Refuse an alert that ends before it begins."""
        if self.from_s is not None and self.until_s is not None and self.until_s < self.from_s:
            raise ValueError(
                f"alert {self.alert_id}: ends at {self.until_s} before it begins at {self.from_s}"
            )


class Occupancy(StrEnum):
    """How full a vehicle is shown; an empty one is not told from one with few riders."""

    SEATS = "seats"
    FEW_SEATS = "few_seats"
    FULL = "full"


@dataclass(frozen=True)
class VehicleSeen:
    """Where a vehicle was at a moment, in POSIX seconds."""

    vehicle_id: str
    lat: float
    lon: float
    at_s: int
    bearing: float | None = None
    """Degrees clockwise from north."""
    occupancy: Occupancy | None = None

    def __post_init__(self) -> None:
        """Refuse what is no position on Earth."""
        if not (abs(self.lat) <= 90 and abs(self.lon) <= 180):
            raise ValueError(f"{self.vehicle_id}: lat {self.lat}, lon {self.lon} is no position on Earth")
        if self.bearing is not None and not math.isfinite(self.bearing):
            raise ValueError(f"{self.vehicle_id}: bearing {self.bearing} is no direction; degrees expected")


_HEADERS = {
    AlertKind.SUSPENDED: ("ただいま運行を見合わせています。", "Service is suspended for now."),
    AlertKind.SNOW: ("大雪のため、遅れや運休が出ています。", "Heavy snow: expect delays and cancellations."),
    AlertKind.FULL: (
        "ただいま満車のため、新しいご予約をお取りできません。",
        "Fully booked: no new rides for now.",
    ),
}
_CAUSE_EFFECT_SEVERITY = {
    AlertKind.SUSPENDED: (pb.Alert.OTHER_CAUSE, pb.Alert.NO_SERVICE, pb.Alert.SEVERE),
    AlertKind.SNOW: (pb.Alert.WEATHER, pb.Alert.SIGNIFICANT_DELAYS, pb.Alert.WARNING),
    AlertKind.FULL: (pb.Alert.OTHER_CAUSE, pb.Alert.REDUCED_SERVICE, pb.Alert.INFO),
}
_OCCUPANCY = {
    Occupancy.SEATS: pb.VehiclePosition.MANY_SEATS_AVAILABLE,
    Occupancy.FEW_SEATS: pb.VehiclePosition.FEW_SEATS_AVAILABLE,
    Occupancy.FULL: pb.VehiclePosition.FULL,
}


def occupancy_of(taken: int, seats: int) -> Occupancy:
    """How full a vehicle is shown with so many of its seats taken; one rider more or less is not told."""
    if taken >= seats:
        return Occupancy.FULL
    few = seats - taken <= FEW_SEATS and taken >= RIDERS_TO_HIDE_AMONG
    return Occupancy.FEW_SEATS if few else Occupancy.SEATS


def alerts_message(service: Service, alerts: Iterable[ServiceAlert], now_s: int) -> pb.FeedMessage:
    """The alerts of a service; an alert that is over is left out."""
    agency_id = get_agency(service.feed, service.agency_id)["agency_id"]
    message = _message(now_s)
    for alert in sorted(alerts, key=lambda alert: alert.alert_id):
        if alert.until_s is None or alert.until_s >= now_s:
            _write_alert(message.entity.add(id=alert.alert_id).alert, alert, agency_id)
    return message


def positions_message(
    vehicles: Iterable[VehicleSeen], shield: DoorShield, service_date: date, now_s: int
) -> pb.FeedMessage:
    """Where the vehicles of a service day are, as far as it may be told; the latest word of each counts."""
    message = _message(now_s)
    for seen in _latest(vehicles, now_s):
        shown = shield.show(seen.lat, seen.lon)
        if shown is None:
            continue
        position = message.entity.add(id=seen.vehicle_id).vehicle
        position.vehicle.id = position.vehicle.label = seen.vehicle_id
        position.trip.trip_id, position.trip.route_id = TRIP_ID, ROUTE_ID
        position.trip.start_date = service_date.strftime("%Y%m%d")
        position.position.latitude, position.position.longitude = shown.lat, shown.lon
        position.timestamp = seen.at_s
        # Where a vehicle turns, and who gets on, would tell the house beside the road.
        if shown.stop is None and seen.bearing is not None:
            position.position.bearing = seen.bearing % 360
        if shown.stop is None and seen.occupancy is not None:
            position.occupancy_status = _OCCUPANCY[seen.occupancy]
    return message


def _message(now_s: int) -> pb.FeedMessage:
    message = pb.FeedMessage()
    message.header.gtfs_realtime_version = _VERSION
    message.header.incrementality = pb.FeedHeader.FULL_DATASET
    message.header.timestamp = now_s
    return message


def _write_alert(written: pb.Alert, alert: ServiceAlert, agency_id: str) -> None:
    written.cause, written.effect, written.severity_level = _CAUSE_EFFECT_SEVERITY[alert.kind]
    written.informed_entity.add(agency_id=agency_id, route_id=ROUTE_ID)
    if alert.from_s is not None or alert.until_s is not None:
        period = written.active_period.add()
        if alert.from_s is not None:
            period.start = alert.from_s
        if alert.until_s is not None:
            period.end = alert.until_s
    for language, header, detail in zip(
        ("ja", "en"), _HEADERS[alert.kind], (alert.detail_ja, alert.detail_en), strict=True
    ):
        written.header_text.translation.add(text=header, language=language)
        if detail:
            written.description_text.translation.add(text=detail, language=language)
    if alert.url:
        written.url.translation.add(text=alert.url)


def _latest(vehicles: Iterable[VehicleSeen], now_s: int) -> Iterator[VehicleSeen]:
    latest: dict[str, VehicleSeen] = {}
    for seen in vehicles:
        if seen.vehicle_id not in latest or seen.at_s > latest[seen.vehicle_id].at_s:
            latest[seen.vehicle_id] = seen
    for _, seen in sorted(latest.items()):
        if now_s - seen.at_s <= NOT_HEARD_FROM_S:
            yield seen
