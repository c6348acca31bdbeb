"""Why a request was refused: one code, a class for the unmet-demand figures, and a plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ReasonClass(StrEnum):
    """Which kind of cause a refusal has."""

    CAPACITY = "capacity"
    RULE = "rule"
    EVENT = "event"
    SYSTEM = "system"


class Reason(StrEnum):
    """The tightest constraint that stood in the way."""

    FULL_WINDOW = "FULL_WINDOW"
    LATE_FOR_OTHERS = "LATE_FOR_OTHERS"
    SEATS = "SEATS"
    WHEELCHAIR = "WHEELCHAIR"
    BREAK = "BREAK"
    NO_PLACE_NEAR = "NO_PLACE_NEAR"
    OUT_OF_AREA = "OUT_OF_AREA"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    NO_SERVICE_DAY = "NO_SERVICE_DAY"
    CUTOFF = "CUTOFF"
    TOO_EARLY = "TOO_EARLY"
    DUPLICATE = "DUPLICATE"
    TOO_SHORT = "TOO_SHORT"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    SUSPENDED = "SUSPENDED"
    SNOW = "SNOW"
    SERVICE_STOPPED = "SERVICE_STOPPED"
    NO_ROUTE = "NO_ROUTE"
    ENGINE_BUSY = "ENGINE_BUSY"

    @property
    def reason_class(self) -> ReasonClass:
        """The class this reason counts under."""
        if self in _CAPACITY:
            return ReasonClass.CAPACITY
        if self in _EVENT:
            return ReasonClass.EVENT
        return ReasonClass.SYSTEM if self is Reason.ENGINE_BUSY else ReasonClass.RULE

    @property
    def may_pass(self) -> bool:
        """Whether there may be room at another time of the day."""
        return self in _CAPACITY and self is not Reason.NO_PLACE_NEAR


_CAPACITY = {
    Reason.FULL_WINDOW,
    Reason.LATE_FOR_OTHERS,
    Reason.SEATS,
    Reason.WHEELCHAIR,
    Reason.BREAK,
    Reason.NO_PLACE_NEAR,
}
_EVENT = {Reason.SNOW, Reason.SERVICE_STOPPED, Reason.NO_ROUTE}

# (what stands in the way, what can be booked instead), with the facts a sentence names in braces
_JAPANESE: Mapping[Reason, tuple[str, str]] = {
    Reason.FULL_WINDOW: ("その時間は車がすべて別のお客様の送迎中です。", "{times}ならお迎えできます。"),
    Reason.LATE_FOR_OTHERS: (
        "今お入れすると、先にご予約の方が約束の時刻に遅れてしまいます。",
        "{times}なら大丈夫です。",
    ),
    Reason.SEATS: ("その時間の便は{n}名様分の席が空いていません。", "{times}の便なら{n}名様で乗れます。"),
    Reason.WHEELCHAIR: ("車いすの席が埋まっています。", "{times}の便なら空きます。"),
    Reason.BREAK: ("その時間は運転手の休憩(法令)です。", "{times}ならお迎えできます。"),
    Reason.NO_PLACE_NEAR: ("{place}から歩いて行ける乗降場所がありません。", "乗降口の登録をご相談ください。"),
    Reason.OUT_OF_AREA: ("{place}は運行区域の外です。", "区域の端の{edge}までならお送りできます。"),
    Reason.OUT_OF_HOURS: ("その時間は運行していません。", "一番近いのは{times}です。"),
    Reason.NO_SERVICE_DAY: ("{date}は運休日です。", "次の運行日は{date2}です。"),
    Reason.CUTOFF: ("受付は{n}分前までです。", "次にお取りできるのは{times}です。"),
    Reason.TOO_EARLY: ("ご予約は{n}日前から承ります。", "{date}からお取りできます。"),
    Reason.DUPLICATE: (
        "同じ日に同じ行き先のご予約があります({t1})。",
        "時刻の変更ですか、もう一件ですか。",
    ),
    Reason.TOO_SHORT: ("お近くですので、歩いて{n}分ほどです。", "それでもお呼びになりますか。"),
    Reason.NOT_ELIGIBLE: ("この便は事前登録が必要です。", "今お電話で登録できます。"),
    Reason.SUSPENDED: (
        "ご予約を一時お預かりできない状態です。",
        "係から理由と解除の方法をご説明します。",
    ),
    Reason.SNOW: ("大雪のため、今はお迎えできません。", "{place}でのお迎えになります。"),
    Reason.SERVICE_STOPPED: (
        "天候などのため、ただいま運行を見合わせています。",
        "{date2}でしたらご予約を承ります。",
    ),
    Reason.NO_ROUTE: ("{place}までの道がただいま通れません。", "{edge}まででしたらお送りできます。"),
    Reason.ENGINE_BUSY: ("確認に少し時間がかかっています。", "{n}分以内に折り返しお電話します。"),
}
_ENGLISH: Mapping[Reason, tuple[str, str]] = {
    Reason.FULL_WINDOW: ("All vehicles are serving other riders then.", "We can pick you up at {times}."),
    Reason.LATE_FOR_OTHERS: ("Adding this trip now would make earlier riders late.", "{times} works."),
    Reason.SEATS: ("There are not {n} free seats then.", "All {n} can ride at {times}."),
    Reason.WHEELCHAIR: ("The wheelchair space is taken.", "It is free at {times}."),
    Reason.BREAK: ("The driver must take a legal break then.", "We can pick you up at {times}."),
    Reason.NO_PLACE_NEAR: ("No place is within a walk of {place}.", "Ask us to register a door."),
    Reason.OUT_OF_AREA: ("{place} is outside the service area.", "We can take you to {edge}."),
    Reason.OUT_OF_HOURS: ("There is no service at that time.", "The nearest time is {times}."),
    Reason.NO_SERVICE_DAY: ("There is no service on {date}.", "The next service day is {date2}."),
    Reason.CUTOFF: ("Booking closes {n} minutes before.", "The next we can take is {times}."),
    Reason.TOO_EARLY: ("Booking opens {n} days ahead.", "It opens on {date}."),
    Reason.DUPLICATE: ("You already have this trip at {t1}.", "Change it, or book another?"),
    Reason.TOO_SHORT: ("It is about {n} minutes on foot.", "Shall we still book?"),
    Reason.NOT_ELIGIBLE: ("Registration is needed.", "We can register you now."),
    Reason.SUSPENDED: ("Booking is paused on this account.", "Staff will explain why and how to lift it."),
    Reason.SNOW: ("Heavy snow keeps us from this pickup now.", "Pickup is at {place}."),
    Reason.SERVICE_STOPPED: ("Service is halted for now.", "You can book for {date2}."),
    Reason.NO_ROUTE: ("The road to {place} is closed now.", "We can take you to {edge}."),
    Reason.ENGINE_BUSY: ("This is taking longer than usual.", "We will call back within {n} minutes."),
}
_ENDS = {
    "ja": {"origin": "お迎え先", "destination": "行き先"},
    "en": {"origin": "the pickup", "destination": "the destination"},
}
"""Words for a place that is known by its end of the ride only."""
_ON_OTHER_DAYS = {Reason.NO_SERVICE_DAY, Reason.TOO_EARLY, Reason.SERVICE_STOPPED}
"""What can be booked instead is another date, or nothing that waiting today would bring."""
_NOTHING_LEFT = {
    "ja": "本日は空きがありません。キャンセル待ちになさいますか。",
    "en": "There is nothing free today. Shall we put you on the waiting list?",
}


def sentence(reason: Reason, facts: Mapping[str, str], language: str = "ja") -> str:
    """The refusal as one would say it; the second half gives way when nothing else can be booked.

    >>> sentence(Reason.SEATS, {"n": "4", "times": "9時20分"})
    'その時間の便は4名様分の席が空いていません。9時20分の便なら4名様で乗れます。'
    >>> sentence(Reason.FULL_WINDOW, {"times": "9:20"}, "en")
    'All vehicles are serving other riders then. We can pick you up at 9:20.'
    >>> sentence(Reason.OUT_OF_AREA, {"place": "origin", "edge": "Station"}, "en")
    'The pickup is outside the service area. We can take you to Station.'
    """
    stands_in_the_way, instead = (_JAPANESE if language == "ja" else _ENGLISH)[reason]
    gap = "" if language == "ja" else " "
    named = {name: _ENDS[language].get(fact, fact) for name, fact in facts.items()}
    try:
        second = instead.format_map(named)
    except KeyError:
        second = "" if reason in _ON_OTHER_DAYS else _NOTHING_LEFT[language]
    said = (stands_in_the_way.format_map(_Blank(named)) + gap + second).rstrip()
    return said[0].upper() + said[1:]


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"
