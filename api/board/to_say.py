"""What an operator says to a rider who must be called, in both languages, ready to be read aloud."""

from __future__ import annotations

from collections.abc import Mapping

from api.desk.town import Town
from api.notices.notice import Fact, Notice, facts_of
from api.notices.templates import NoticeKind
from dispatch.domain.disruptions import CallCause
from dispatch.domain.offer import Promise
from dispatch.domain.saying import LANGUAGES, Language, Said, spoken_time

CALLS: Mapping[CallCause, Said] = {
    CallCause.NO_VEHICLE: Said(
        "申し訳ありません。{at}に{origin}へお迎えに行ける車がなくなりました。ほかの時刻をご相談させてください。",
        "We are sorry: no vehicle can pick you up at {origin} at {at} any more. Shall we find another time?",
    ),
    CallCause.NO_ROAD: Said(
        "申し訳ありません。{origin}から{destination}までの道が通れません。近くの場所か、別の日をご相談させてください。",
        "We are sorry: the road from {origin} to {destination} is closed. Shall we look for a place nearby, "
        "or another day?",
    ),
    CallCause.STRANDED: Said(
        "ご不便をおかけしております。{origin}で車が動けなくなりました。{destination}までの方法をすぐにご案内します。",
        "We are sorry: your vehicle cannot go on from {origin}. We are finding you a way to {destination}.",
    ),
    CallCause.SET_DOWN_ELSEWHERE: Said(
        "申し訳ありません。道が通れず、{destination}までのお送りになります。そこからの方法をご相談させてください。",
        "We are sorry: roads are closed. We can take you as far as {destination}. How will you go on?",
    ),
}
"""What is said for each cause; the promise tells where and when."""
_PLACES = frozenset({"place", "origin", "destination"})
AMENDED = Said(
    "申し訳ありません。お迎えが{from_}から{until}の間に変わります。よろしいでしょうか。",
    "We are sorry: your pickup is now between {from_} and {until}. Does that suit you?",
)


def facts_of_call(promise: Promise, town: Town) -> dict[str, Fact]:
    """What is kept of a promise so that it can be talked about later."""
    places = town.service.places
    return {
        "at_s": promise.limits.pickup.from_s,
        "origin": places[promise.origin].place_id,
        "destination": places[promise.destination].place_id,
    }


def said_of(cause: str, facts: Mapping[str, Fact], town: Town) -> Said:
    """What is said to a rider: why nobody can keep the promise, or what a notice said that reached nobody."""
    named = {name: _name(str(fact), town) if name in _PLACES else fact for name, fact in facts.items()}
    if cause in set(CallCause):
        return Said(*(_call(CallCause(cause), named, language) for language in LANGUAGES))
    return Said(*(_notice(NoticeKind(cause), named, language) for language in LANGUAGES))


def moved_to(promise: Promise) -> Said:
    """What is said to a rider whose pickup is moved."""
    pickup = promise.limits.pickup

    def said(language: Language) -> str:
        from_, until = spoken_time(pickup.from_s, language), spoken_time(pickup.until_s, language)
        return AMENDED.in_language(language).format(from_=from_, until=until)

    return Said(*map(said, LANGUAGES))


def _call(cause: CallCause, facts: Mapping[str, Fact], language: Language) -> str:
    at = spoken_time(int(facts["at_s"]), language)
    return CALLS[cause].in_language(language).format_map({**facts, "at": at})


def _notice(kind: NoticeKind, facts: Mapping[str, Fact], language: Language) -> str:
    needed = facts_of(kind, language)
    return Notice(kind, "", language, {name: fact for name, fact in facts.items() if name in needed}).text


def _name(place_id: str, town: Town) -> str:
    """A place by its name, where the service still has it."""
    index = town.service.places.find(place_id)
    return place_id if index is None else town.service.places[index].name
