"""The demo's GTFS-JP feed (v4), table by table, from its patterns."""

from collections.abc import Iterator
from typing import Any

from streets import Fact, Street
from timetable import Call, Pattern, Section

Row = dict[str, str | int]
Table = list[Row]

AGENCY_ID = "4000020022012"  # a community service goes by the number of its municipality
SITE = "https://www.example.jp/namioka/"
FIRST_DAY, LAST_DAY = "20260401", "20270331"
VERSION = "20260401_見本"
WEEKDAY, HOLIDAY = "平日", "土日祝"
FARE_YEN = 300
HOLIDAYS_ON_WEEKDAYS = (
    "20260429", "20260504", "20260505", "20260506", "20260720", "20260811", "20260921", "20260922",
    "20260923", "20261012", "20261103", "20261123", "20270111", "20270211", "20270223", "20270322",
)  # fmt: skip
NO_SERVICE = {"20261231": WEEKDAY, "20270101": WEEKDAY, "20270102": HOLIDAY, "20270103": HOLIDAY}
HOLIDAY_RUNS = 2
"""On Saturdays, Sundays and holidays only the first runs of a way are driven, this many each way."""
CREDITS = (
    (
        "Geolonia 住所データ (CC BY 4.0)",
        "じおろにあじゅうしょでーた (CC BY 4.0)",
        "https://geolonia.github.io/japanese-addresses/",
    ),
    (
        "日本郵便 郵便番号データ",
        "にほんゆうびんゆうびんばんごうでーた",
        "https://www.post.japanpost.jp/zipcode/download.html",
    ),
    (
        "国土地理院 指定緊急避難場所・指定避難所データ",
        "こくどちりいんしていきんきゅうひなんばしょ・していひなんじょでーた",
        "https://www.gsi.go.jp/bousaichiri/hinanbasho.html",
    ),
    (
        "青森市都市整備部都市政策課 青森市市民バス (CC BY 4.0)",
        "あおもりしとしせいびぶとしせいさくか あおもりししみんばす (CC BY 4.0)",
        "https://www.city.aomori.aomori.jp/koho-kocho/kurashi-guide/koutu/bus/shimin.html",
    ),
)


def make_tables(lines: Section, patterns: list[Pattern], facts: dict[str, Fact]) -> dict[str, Table]:
    """Every file of the feed, by name without .txt."""
    codes = {stop: number for number, stop in enumerate(dict.fromkeys(_stops_called(patterns)), start=1)}
    routes = [_route(number, line, lines["label"]) for number, line in enumerate(lines["lines"], start=1)]
    stops = list(_stops(patterns, codes))
    return {
        "agency": [_agency()],
        "stops": stops,
        "routes": routes,
        "trips": [_trip(*run) for run in _runs(patterns)],
        "stop_times": [row for run in _runs(patterns) for row in _stop_times(*run, codes=codes)],
        "calendar": [_calendar(WEEKDAY, weekday=1), _calendar(HOLIDAY, weekday=0)],
        "calendar_dates": list(_calendar_dates()),
        "fare_attributes": [_fare()],
        "fare_rules": [{"fare_id": f"FLAT{FARE_YEN}", "route_id": route["route_id"]} for route in routes],
        "shapes": [row for pattern in patterns for row in _shape(pattern.shape_id, pattern.drawn)],
        "feed_info": [_feed_info(lines["label"])],
        "translations": list(_translations(lines, stops, patterns, facts)),
        "attributions": [
            {"attribution_id": number, "organization_name": name, "is_producer": 1, "attribution_url": url}
            for number, (name, _, url) in enumerate(CREDITS, start=1)
        ],
    }


def _stops_called(patterns: list[Pattern]) -> Iterator[str]:
    for pattern in patterns:
        yield from (call.stop for call in pattern.calls)


def _stop_id(call: Call, codes: dict[str, int]) -> str:
    return f"{codes[call.stop]}_{max(call.pole, 1):02d}"


def _agency() -> Row:
    return {
        "agency_id": AGENCY_ID,
        "agency_name": "浪岡乗合見本",
        "agency_url": SITE,
        "agency_timezone": "Asia/Tokyo",
        "agency_lang": "ja",
        "agency_phone": "017-000-0000",
        "agency_fare_url": SITE + "fare",
    }


def _stops(patterns: list[Pattern], codes: dict[str, int]) -> Iterator[Row]:
    called = {_stop_id(call, codes): call for pattern in patterns for call in pattern.calls}
    for stop_id, call in sorted(called.items(), key=lambda item: (codes[item[1].stop], item[0])):
        yield {
            "stop_id": stop_id,
            "stop_code": codes[call.stop],
            "stop_name": call.stop,
            "stop_lat": f"{call.position[0]:.6f}",
            "stop_lon": f"{call.position[1]:.6f}",
            "zone_id": "",
            "location_type": 0,
            "parent_station": "",
            "platform_code": call.pole or "",
            "wheelchair_boarding": 0,
        }


def _route(number: int, line: Section, label: str) -> Row:
    return {
        "route_id": line["id"],
        "agency_id": AGENCY_ID,
        "route_short_name": "",
        "route_long_name": line["name"],
        "route_desc": label,
        "route_type": 3,
        "route_color": line["color"],
        "route_text_color": "FFFFFF",
        "route_sort_order": number,
    }


def _runs(patterns: list[Pattern]) -> Iterator[tuple[Pattern, str, str]]:
    """Every trip of the timetable: its pattern, the days it runs, and when it leaves."""
    for pattern in patterns:
        leaves = pattern.way["leaves" if pattern.outward else "returns"]
        for service, runs in ((WEEKDAY, leaves), (HOLIDAY, leaves[:HOLIDAY_RUNS])):
            for leaving in runs:
                yield pattern, service, leaving


def _trip_id(pattern: Pattern, service: str, leaving: str) -> str:
    days = "weekday" if service == WEEKDAY else "holiday"
    return f"{pattern.shape_id}_{days}_{leaving.replace(':', '')}"


def _trip(pattern: Pattern, service: str, leaving: str) -> Row:
    return {
        "route_id": pattern.line["id"],
        "service_id": service,
        "trip_id": _trip_id(pattern, service, leaving),
        "trip_headsign": pattern.headsign[0],
        "direction_id": 1 if pattern.outward else 0,  # GTFS-JP: 1 is the way out
        "shape_id": pattern.shape_id,
        "wheelchair_accessible": 0,
    }


def _stop_times(pattern: Pattern, service: str, leaving: str, *, codes: dict[str, int]) -> Iterator[Row]:
    hours, minutes = leaving.split(":")
    for sequence, call in enumerate(pattern.calls, start=1):
        minute = int(hours) * 60 + int(minutes) + call.minute
        time = f"{minute // 60:02d}:{minute % 60:02d}:00"
        yield {
            "trip_id": _trip_id(pattern, service, leaving),
            "arrival_time": time,
            "departure_time": time,
            "stop_id": _stop_id(call, codes),
            "stop_sequence": sequence,
            "pickup_type": 1 if sequence == len(pattern.calls) else 0,
            "drop_off_type": 1 if sequence == 1 else 0,
            "shape_dist_traveled": f"{call.measure_m:.1f}",
            "timepoint": 1,
        }


def _calendar(service: str, *, weekday: int) -> Row:
    row: Row = {"service_id": service}
    row |= dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), weekday)
    row |= dict.fromkeys(("saturday", "sunday"), 1 - weekday)
    return row | {"start_date": FIRST_DAY, "end_date": LAST_DAY}


def _calendar_dates() -> Iterator[Row]:
    changes = [
        (date, service, kind)
        for date in HOLIDAYS_ON_WEEKDAYS
        for service, kind in ((WEEKDAY, 2), (HOLIDAY, 1))
    ]
    changes += [(date, service, 2) for date, service in NO_SERVICE.items()]
    for date, service, kind in sorted(changes):
        yield {"service_id": service, "date": date, "exception_type": kind}


def _fare() -> Row:
    return {
        "fare_id": f"FLAT{FARE_YEN}",
        "price": FARE_YEN,
        "currency_type": "JPY",
        "payment_method": 0,
        "transfers": 0,
        "agency_id": AGENCY_ID,
        "transfer_duration": "",
    }


def _shape(shape_id: str, drawn: Street) -> Iterator[Row]:
    for sequence, (point, measure) in enumerate(zip(drawn.points, drawn.measures_m, strict=True), start=1):
        yield {
            "shape_id": shape_id,
            "shape_pt_lat": f"{point[0]:.6f}",
            "shape_pt_lon": f"{point[1]:.6f}",
            "shape_pt_sequence": sequence,
            "shape_dist_traveled": f"{measure:.1f}",
        }


def _feed_info(label: str) -> Row:
    return {
        "feed_publisher_name": f"浪岡乗合見本 {label}",
        "feed_publisher_url": SITE,
        "feed_lang": "ja",
        "feed_start_date": FIRST_DAY,
        "feed_end_date": LAST_DAY,
        "feed_version": VERSION,
        "default_lang": "ja",
        "feed_contact_url": SITE + "contact",
    }


def _translations(
    lines: Section, stops: Table, patterns: list[Pattern], facts: dict[str, Fact]
) -> Iterator[Row]:
    label, label_kana = lines["label"], lines["label_kana"]
    own = {name: stop["kana"] for name, stop in lines["stops"].items()}
    real = {fact.name: fact.kana for fact in facts.values() if fact.kind == "pole"}
    names = dict.fromkeys(str(stop["stop_name"]) for stop in stops)
    yield from _readings("agency", "agency_name", {"浪岡乗合見本": "なみおかのりあいみほん"})
    yield from _readings("stops", "stop_name", {name: own.get(name) or real[name] for name in names})
    yield from _readings("routes", "route_long_name", {line["name"]: line["kana"] for line in lines["lines"]})
    yield from _readings("routes", "route_desc", {label: label_kana})
    yield from _readings("trips", "trip_headsign", dict(pattern.headsign for pattern in patterns))
    yield from _readings("attributions", "organization_name", {name: kana for name, kana, _ in CREDITS})
    for row in _readings(
        "feed_info", "feed_publisher_name", {f"浪岡乗合見本 {label}": f"なみおかのりあいみほん {label_kana}"}
    ):
        yield row | {"field_value": ""}


def _readings(table: str, field: str, kana: dict[str, Any]) -> Iterator[Row]:
    for language in ("ja", "ja-Hrkt"):
        for name, reading in kana.items():
            yield {
                "table_name": table,
                "field_name": field,
                "language": language,
                "translation": name if language == "ja" else reading,
                "record_id": "",
                "record_sub_id": "",
                "field_value": name,
            }
