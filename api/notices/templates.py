"""What riders are told, kind by kind, short enough for one SMS in Japanese (70 characters).

Facts stand in braces, and their names say how they are told: `_s` a time, `_min` minutes, `date` a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dispatch.domain.saying import Said


class NoticeKind(StrEnum):
    """What a rider is told of."""

    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_CHANGED = "booking_changed"
    BOOKING_CANCELLED = "booking_cancelled"
    AT_RISK = "at_risk"
    """The promise will be missed: a new time."""
    LATE_ARRIVAL = "late_arrival"
    """Picked up as promised, but later at the destination."""
    AMENDED = "amended"
    """We had to change the promise, and ask for understanding."""
    ARRIVAL_AMENDED = "arrival_amended"
    """The pickup is as promised, or has been; what is promised otherwise now is where or by when it ends."""
    VEHICLE_NEAR = "vehicle_near"
    WAITLIST_OFFER = "waitlist_offer"
    OPEN_RETURN = "open_return"
    SERVICE_SUSPENDED = "service_suspended"
    NO_SHOW_WARNING = "no_show_warning"
    BOOKING_PAUSED = "booking_paused"
    ONE_TIME_CODE = "one_time_code"


TEMPLATES: Mapping[NoticeKind, Said] = {
    NoticeKind.BOOKING_CONFIRMED: Said(
        "ご予約できました。{date}{from_s}から{until_s}の間に{place}へお迎えに参ります。",
        "Booked: on {date} we pick you up at {place} between {from_s} and {until_s}.",
    ),
    NoticeKind.BOOKING_CHANGED: Said(
        "ご予約を変更しました。{date}{from_s}から{until_s}の間に{place}へお迎えに参ります。",
        "Changed: on {date} we pick you up at {place} between {from_s} and {until_s}.",
    ),
    NoticeKind.BOOKING_CANCELLED: Said(
        "{date}{from_s}、{place}からのご予約を取り消しました。またのご利用をお待ちしています。",
        "Cancelled: your ride on {date} at {from_s} from {place}. See you another time.",
    ),
    NoticeKind.AT_RISK: Said(
        "申し訳ありません、車が遅れています。{place}へのお迎えは{at_s}ごろになります。",
        "Sorry, we are running late. We expect to reach {place} at about {at_s}.",
    ),
    NoticeKind.LATE_ARRIVAL: Said(
        "申し訳ありません、車が遅れています。{place}に着くのは{at_s}ごろになります。",
        "Sorry, we are running late. We expect to be at {place} at about {at_s}.",
    ),
    NoticeKind.AMENDED: Said(
        "申し訳ありません、{date}のお迎えが{from_s}から{until_s}に変わります。ご都合が悪ければお電話ください。",
        "Sorry, your pickup on {date} is now between {from_s} and {until_s}. "
        "If that does not suit, please call.",
    ),
    NoticeKind.ARRIVAL_AMENDED: Said(
        "申し訳ありません、{place}へは{arrive_by_s}までのお送りに変わります。ご都合が悪ければお電話ください。",
        "Sorry: you will now be at {place} by {arrive_by_s}. If that does not suit, please call.",
    ),
    NoticeKind.VEHICLE_NEAR: Said(
        "まもなくお迎えです。あと{arrive_min}分ほどで{vehicle}が{place}に着きます。",
        "Nearly there: {vehicle} reaches {place} in about {arrive_min} min.",
    ),
    NoticeKind.WAITLIST_OFFER: Said(
        "空きが出ました。{date}{from_s}ごろお迎えできます。{answer_date}{answer_by_s}までにお返事ください。",
        "A seat is free on {date} at about {from_s}. Please answer by {answer_by_s} on {answer_date}.",
    ),
    NoticeKind.OPEN_RETURN: Said(
        "お帰りの車をご用意します。ご用が済みましたらお電話ください。{wait_min}分以内にお迎えに参ります。",
        "Your ride home is kept. Call us when you have finished: we come within {wait_min} min.",
    ),
    NoticeKind.SERVICE_SUSPENDED: Said(
        "{cause}のため、{date}は運行を見合わせています。ご予約の方にはこちらからお電話します。",
        "No service for now on {date} because of {cause}. If you have booked, we will call you.",
    ),
    NoticeKind.NO_SHOW_WARNING: Said(
        "{date}はお会いできませんでした。続きますとご予約をお休みいただきます。ご事情があればお電話ください。",
        "We missed you on {date}. If it goes on, booking is paused. If there was a reason, please call.",
    ),
    NoticeKind.BOOKING_PAUSED: Said(
        "お会いできないことが続き、{until_date}までご予約をお預かりできません。ご事情があればお電話ください。",
        "Booking is paused until {until_date} after missed rides. If there was a reason, please call.",
    ),
    NoticeKind.ONE_TIME_CODE: Said(
        "確認番号は{code}です。{life_min}分以内に入力してください。ほかの人には教えないでください。",
        "Your code is {code}. Enter it within {life_min} min. Do not tell it to anyone.",
    ),
}
CAUSES: Mapping[str, Said] = {
    "snow": Said("大雪", "heavy snow"),
    "weather": Said("悪天候", "bad weather"),
    "road": Said("通行止め", "a closed road"),
    "vehicle": Said("車両の故障", "a broken vehicle"),
    "other": Said("都合", "circumstances"),
}
"""What may stand in the way of the service."""
