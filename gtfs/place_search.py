"""Find a place as people name it: in kanji, kana or romaji, by its beginning or a part, mistyped too."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from dispatch.domain.place import PlaceIndex
from gtfs.search_keys import fold, is_romaji, kana_key, romaji_key, romaji_of
from gtfs.service import Service
from gtfs.service_doors import DoorKind

_SCRIPTS = re.compile("[a-z]+|[ぁ-ゖー]+|[^a-zぁ-ゖー]+")
_KANA = re.compile("[ぁ-ゖー]+")
_LONGEST_QUERY = 64
_SHORTEST_MISTYPED = 3
"""Two letters, one of them wrong, could be anything."""
_LETTERS_PER_SLIP = 4
_MOST_SLIPS = 3


class Match(IntEnum):
    """How a query fits a name; the smaller, the better."""

    EXACT = 0
    PREFIX = 1
    PART = 2
    WORDS = 3
    """Each word of the query is a part of the name or of its reading."""
    MISTYPED = 4


EXACT, PREFIX, PART = Match.EXACT.value, Match.PREFIX.value, Match.PART.value
NO_MATCH = len(Match)
Indices = NDArray[np.int64]
"""Positions of names in the order in which they are searched."""
Scorer = Callable[..., float]


@dataclass(frozen=True)
class Named:
    """What is searched: a stop (停留所) with its poles, or a registered door."""

    name: str
    kana: str
    places: tuple[PlaceIndex, ...]
    door: DoorKind | None
    """None for a stop."""


@dataclass(frozen=True)
class FoundPlace:
    """A stop or door that answers a query, and how well it does."""

    named: Named
    match: Match

    @property
    def place(self) -> PlaceIndex:
        """The place to book: the door, or the first pole of the stop."""
        return self.named.places[0]


@dataclass(frozen=True)
class _Keys:
    """One way of writing every name: what a query of that script is looked up in."""

    texts: tuple[str, ...]
    lengths: NDArray[np.int64]  # (names,)

    def fit(self, query: str) -> tuple[Indices, NDArray[np.int64]]:
        """The names that hold the query, and how each does: a Match."""
        texts = self.texts
        holding = [i for i, text in enumerate(texts) if query in text] if query else []
        indices = np.array(holding, np.int64)
        fits = np.array([PREFIX if texts[i].startswith(query) else PART for i in holding], np.int64)
        fits[self.lengths[indices] == len(query)] = EXACT
        return indices, fits

    def slips(self, query: str) -> NDArray[np.float64]:
        """How many letters of the query are wrong for a name or a stretch of it; infinite for too many."""
        slips = np.full(len(self.texts), np.inf)
        if len(query) < _SHORTEST_MISTYPED:
            return slips
        most = min(_MOST_SLIPS, max(1, len(query) // _LETTERS_PER_SLIP))
        long = np.flatnonzero(self.lengths >= len(query))
        slips[long] = self._wrong(query, long, fuzz.partial_ratio, most) * len(query)
        near = np.flatnonzero(np.abs(self.lengths - len(query)) <= most)
        whole = self._wrong(query, near, fuzz.ratio, most) * (len(query) + self.lengths[near]) / 2
        slips[near] = np.minimum(slips[near], whole)
        return np.where(slips <= most + 0.001, slips, np.inf)

    def _wrong(self, query: str, among: Indices, scorer: Scorer, most: int) -> NDArray[np.float64]:
        """The share of wrong letters; a wrong letter is one to take out and one to put in, of both texts."""
        texts = [self.texts[i] for i in among]
        hopeless = 100 * (1 - (most + 0.01) / (len(query) - most / 2))
        alike = process.cdist([query], texts, scorer=scorer, score_cutoff=hopeless)[0]
        return 1 - np.asarray(alike, np.float64) / 100


@dataclass(frozen=True)
class PlaceSearch:
    """The names of a service, ready to be searched by one audience."""

    entries: tuple[Named, ...]
    _is_home: NDArray[np.bool_]  # (names,)
    _names: _Keys
    _readings: _Keys
    _sounds: _Keys
    _romaji: _Keys

    def search(self, query: str, limit: int = 10) -> tuple[FoundPlace, ...]:
        """The best answers, best first; stops and landmarks before homes where the query fits alike.

        Typing errors are looked for only where nothing is written as asked.
        """
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        query = query[:_LONGEST_QUERY]
        match = np.full(len(self.entries), NO_MATCH)
        beside = np.zeros(len(self.entries))
        for keys, asked, as_it_sounds in self._lookups(fold(query)):
            indices, fits = keys.fit(asked)
            better = fits < match[indices]
            match[indices[better]] = fits[better]
            beside[indices[better]] = as_it_sounds
        if np.count_nonzero(match < NO_MATCH) < limit:
            worded = self._with_all_words(query)
            match[worded] = np.minimum(match[worded], Match.WORDS)
        if (match == NO_MATCH).all():
            beside = self._slips(fold(query))
            match[np.isfinite(beside)] = Match.MISTYPED
        found = np.flatnonzero(match < NO_MATCH)
        keys_of = (self._names.lengths, beside, self._is_home, match)
        order = np.lexsort([key[found] for key in keys_of])[:limit]
        return tuple(FoundPlace(self.entries[i], Match(int(match[i]))) for i in found[order])

    def _lookups(self, written: str) -> Iterator[tuple[_Keys, str, int]]:
        """Where a folded query is looked up, as what, and 0 where as written or 1 where as it sounds."""
        yield self._names, written, 0
        yield self._readings, written, 0
        yield self._sounds, kana_key(written), 1
        if is_romaji(written):
            yield self._romaji, romaji_key(written), 1

    def _with_all_words(self, query: str) -> Indices:
        words = [word for part in query.split() for word in _SCRIPTS.findall(fold(part))]
        if len(words) < 2:
            return np.zeros(0, np.int64)
        found = (
            np.concatenate([keys.fit(asked)[0] for keys, asked, _ in self._lookups(word)]) for word in words
        )
        return reduce(np.intersect1d, found)

    def _slips(self, written: str) -> NDArray[np.float64]:
        if is_romaji(written):
            return self._romaji.slips(romaji_key(written))
        if _KANA.fullmatch(written):
            return self._sounds.slips(kana_key(written))
        return self._names.slips(written)


def search_of(entries: Iterable[Named]) -> PlaceSearch:
    """A search over these names."""
    listed = tuple(entries)
    readings = [fold(entry.kana or entry.name) for entry in listed]
    return PlaceSearch(
        listed,
        np.array([entry.door is DoorKind.HOME for entry in listed], np.bool_),
        _keys(fold(entry.name) for entry in listed),
        _keys(readings),
        _keys(kana_key(reading) for reading in readings),
        _keys(romaji_of(reading) for reading in readings),
    )


def _keys(texts: Iterable[str]) -> _Keys:
    written = tuple(texts)
    return _Keys(written, np.array([len(text) for text in written], np.int64))


def search_for_public(service: Service) -> PlaceSearch:
    """What anybody may look up: the stops and landmarks served, never a home."""
    return search_of(_list_named(service, service.public_places))


def search_for_operators(service: Service) -> PlaceSearch:
    """What an operator may look up: every place of the service, also outside its area."""
    return search_of(_list_named(service, map(PlaceIndex, range(len(service.places)))))


def _list_named(service: Service, indices: Iterable[PlaceIndex]) -> Iterator[Named]:
    """Stops with those of their poles that are asked for, and doors, in the order of the places."""
    by_stop: dict[int, list[PlaceIndex]] = {}
    for index in indices:
        by_stop.setdefault(service.places.stop_group[index], []).append(index)
    for members in by_stop.values():
        first = service.places[members[0]]
        yield Named(first.name, first.kana, tuple(members), service.door_kind(members[0]))
