"""What tablets send, with what the documentation shows of it."""

from __future__ import annotations

from typing import Annotated

from api.wire.asked import PositionIn, ReportsIn
from api.wire.shifts import ConnectIn, EnrolIn, RoadReportsIn, SettledIn, ShiftsBegunIn, ShiftsEndedIn
from api.wire.shown import in_both

_CHECK = {
    "driver": "工藤 誠",
    "checked_by": "三上 百合",
    "method": "face",
    "detector_used": True,
    "alcohol_mg_per_l": 0.0,
}
_BEGUN = {
    "client_id": "tablet1-shift-0107",
    "at": "2026-12-02T07:40:00+09:00",
    "until": "2026-12-02T18:10:00+09:00",
    "check": _CHECK,
    "health": {"ill": False, "tired": False, "slept_too_little": False},
    "licence_seen": True,
    "vehicle_inspected": True,
    "fit": True,
    "odometer_km": 48210,
}
_ENDED = {
    "client_id": "tablet1-shift-0108",
    "at": "2026-12-02T18:15:00+09:00",
    "check": _CHECK,
    "vehicle_state": "異常なし",
    "road_state": "下十川橋付近に凍結",
    "odometer_km": 48342,
}
_IN_ENGLISH = {**_CHECK, "driver": "Anna Smith", "method": "telephone", "instructions": "ice on bridges"}

EnrolBody = Annotated[
    EnrolIn,
    in_both(
        ja=("端末の登録", {"code": "WE2V-VPA7-3N54-JDEK"}), en=("A tablet", {"code": "554A-O763-D2OB-6WNV"})
    ),
]
ShiftsBegunBody = Annotated[
    ShiftsBegunIn,
    in_both(
        ja=("乗務前点呼(対面)", {"records": [_BEGUN]}),
        en=("Checked by telephone", {"records": [{**_BEGUN, "check": _IN_ENGLISH}]}),
    ),
]
ShiftsEndedBody = Annotated[
    ShiftsEndedIn,
    in_both(
        ja=("乗務後点呼", {"records": [_ENDED]}),
        en=(
            "Something happened",
            {
                "records": [
                    {**_ENDED, "check": _IN_ENGLISH, "vehicle_state": "a scratch", "road_state": "ice"}
                ]
            },
        ),
    ),
]
ReportsBody = Annotated[
    ReportsIn,
    in_both(
        ja=(
            "到着し、お乗せした",
            {
                "reports": [
                    {"client_id": "tablet1-0041", "kind": "arrived", "at": "2026-12-02T09:31:40+09:00"},
                    {
                        "client_id": "tablet1-0042",
                        "kind": "boarded",
                        "at": "2026-12-02T09:32:50+09:00",
                        "ride_id": "2af036e76651963d",
                    },
                ]
            },
        ),
        en=(
            "Nobody came",
            {
                "reports": [
                    {
                        "client_id": "tablet1-0043",
                        "kind": "no_show",
                        "at": "2026-12-02T11:45:05+09:00",
                        "ride_id": "7f7b4493cac3105e",
                    }
                ]
            },
        ),
    ),
]
PositionBody = Annotated[
    PositionIn,
    in_both(
        ja=("浪岡駅の近く", {"lat": 40.7104, "lon": 140.5814, "at": "2026-12-02T09:30:00+09:00"}),
        en=("In the hills", {"lat": 40.6929, "lon": 140.5593, "at": "2026-12-02T09:40:00+09:00"}),
    ),
]
ConnectBody = Annotated[
    ConnectIn,
    in_both(
        ja=("次の方に電話", {"ride_id": "2af036e76651963d"}),
        en=("Call who is next", {"ride_id": "7f7b4493cac3105e"}),
    ),
]
_BLOCKED = {
    "client_id": "tablet1-road-0003",
    "at": "2026-12-02T09:20:00+09:00",
    "lat": 40.7001,
    "lon": 140.5702,
    "hindrance": "snow",
}
RoadReportsBody = Annotated[
    RoadReportsIn,
    in_both(
        ja=("雪で通れない", {"reports": [{**_BLOCKED, "note": "除雪が入っていません"}]}),
        en=(
            "A place that cannot be reached",
            {"reports": [{**_BLOCKED, "hindrance": "closed", "place_id": "place_07", "note": "roadworks"}]},
        ),
    ),
]
SettledBody = Annotated[
    SettledIn,
    in_both(
        ja=("通行止めにした", {"settled_as": "road_closed"}),
        en=("It can be passed again", {"settled_as": "passable"}),
    ),
]
