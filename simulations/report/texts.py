"""What the report says, in both languages at once."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.domain.reason import Reason, ReasonClass
from gtfs.road_graph import RoadSource
from simulations.measures.inquiries import Outcome


class Text(NamedTuple):
    """The same words in Japanese and in English."""

    ja: str
    en: str


OUTCOMES = {
    Outcome.SERVED: Text("運んだ", "Served"),
    Outcome.REFUSED: Text("断り", "Refused"),
    Outcome.DECLINED: Text("辞退", "Declined"),
    Outcome.CANCELLED: Text("取消", "Cancelled"),
    Outcome.NO_SHOW: Text("不在", "No-show"),
}
REASONS = {
    Reason.FULL_WINDOW: Text("車がすべて送迎中", "All vehicles busy"),
    Reason.LATE_FOR_OTHERS: Text("先の予約が遅れる", "Others would be late"),
    Reason.SEATS: Text("席が足りない", "Not enough seats"),
    Reason.WHEELCHAIR: Text("車いす席が埋まっている", "Wheelchair space taken"),
    Reason.BREAK: Text("運転手の休憩", "Driver's break"),
    Reason.NO_PLACE_NEAR: Text("近くに乗降場所がない", "No place near"),
    Reason.OUT_OF_AREA: Text("運行区域の外", "Outside the area"),
    Reason.OUT_OF_HOURS: Text("運行時間の外", "Outside the hours"),
    Reason.NO_SERVICE_DAY: Text("運休日", "No service that day"),
    Reason.CUTOFF: Text("受付の締切後", "After booking closed"),
    Reason.TOO_EARLY: Text("受付の開始前", "Before booking opens"),
    Reason.DUPLICATE: Text("同じ予約がある", "Already booked"),
    Reason.TOO_SHORT: Text("歩ける近さ", "Within a walk"),
    Reason.NOT_ELIGIBLE: Text("登録が必要", "Not registered"),
    Reason.SUSPENDED: Text("予約の停止中", "Booking paused"),
    Reason.SNOW: Text("大雪", "Heavy snow"),
    Reason.SERVICE_STOPPED: Text("運行見合わせ", "Service halted"),
    Reason.NO_ROUTE: Text("道が通れない", "Road closed"),
    Reason.ENGINE_BUSY: Text("確認に時間がかかる", "System busy"),
}
CLASSES = {
    ReasonClass.CAPACITY: Text("車両・席・乗降場所の不足", "Capacity"),
    ReasonClass.RULE: Text("運行の決まり", "Rule"),
    ReasonClass.EVENT: Text("天候などの出来事", "Event"),
    ReasonClass.SYSTEM: Text("システム", "System"),
}
ROADS = {
    RoadSource.SHAPE: Text("バス路線の線形", "Drawn bus line"),
    RoadSource.BUS_VERIFIED: Text("地図の道路(バスが通る)", "Mapped street with a bus line"),
    RoadSource.OSM: Text("地図の道路", "Mapped street"),
    RoadSource.ASSUMED_REVERSE: Text("逆方向を仮定した道", "Assumed reverse direction"),
    RoadSource.INFERRED_JUNCTION: Text("推定した交差点", "Inferred junction"),
    RoadSource.SYNTHETIC: Text("停留所間の直線(推定)", "Straight hop between stops (synthetic)"),
    RoadSource.BRIDGE: Text("橋渡しの直線(推定)", "Bridge between parts (synthetic)"),
    RoadSource.CONNECTOR: Text("戸口・停留所への接続(推定)", "Way to a door or stop (synthetic)"),
}
UNITS = {
    "%": Text("%", "%"),
    "min": Text("分", "min"),
    "h": Text("時間", "h"),
    "km": Text("km", "km"),
    "km/person": Text("km/人", "km/person"),
    "persons": Text("人", "persons"),
    "persons/h": Text("人/時", "persons/h"),
    "count": Text("件", ""),
    "yen": Text("円", "yen"),
    "ratio": Text("倍", "×"),
    "ms": Text("ミリ秒", "ms"),
}
SAMPLE = Text("見本(実際の運行とは異なります)", "Sample (not the actual operation)")
