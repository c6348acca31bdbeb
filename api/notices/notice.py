"""A notice: what one rider is told, with every fact its sentence needs; a missing one is an error at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType

from api.notices.templates import CAUSES, TEMPLATES, NoticeKind
from dispatch.domain.saying import Language, spoken_date, spoken_time

Fact = str | int
LONGEST_NAME = {"ja": 10, "en": 24}
"""Characters of a place's or vehicle's name; longer ones are cut, so that the sentence fits."""


class WrongFacts(ValueError):
    """A notice lacks a fact, has one too many, or one of the wrong kind."""


def facts_of(kind: NoticeKind, language: Language) -> frozenset[str]:
    """The names of the facts that a sentence needs."""
    text = TEMPLATES[kind].in_language(language)
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@dataclass(frozen=True)
class Notice:
    """What a rider is told, in the rider's language. Raises WrongFacts."""

    kind: NoticeKind
    rider_id: str
    language: Language
    facts: Mapping[str, Fact]

    def __post_init__(self) -> None:
        needed = facts_of(self.kind, self.language)
        missing, odd = sorted(needed - self.facts.keys()), sorted(self.facts.keys() - needed)
        if missing or odd:
            what = f"{missing[0]} is missing" if missing else f"{odd[0]} is not told"
            raise WrongFacts(f"{self.kind.value}: {what}; {', '.join(sorted(needed))} expected")
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        _ = self.text  # a fact of the wrong kind shows here, not when it is sent

    @property
    def text(self) -> str:
        """The sentences, ready to send."""
        said = {name: self._said(name, fact) for name, fact in self.facts.items()}
        return TEMPLATES[self.kind].in_language(self.language).format_map(said)

    def _said(self, name: str, fact: Fact) -> str:
        whole = isinstance(fact, int) and not isinstance(fact, bool)
        if name.endswith(("_s", "_min")):
            if not whole:
                raise WrongFacts(f"{self.kind.value}: {name} is a whole number, not {fact!r}")
            return spoken_time(int(fact), self.language) if name.endswith("_s") else str(fact)
        if not isinstance(fact, str) or not fact.strip():
            raise WrongFacts(f"{self.kind.value}: {name} is a text with something in it, not {fact!r}")
        if name.endswith("date"):
            return self._date(name, fact)
        if name == "cause":
            if fact not in CAUSES:
                raise WrongFacts(f"{self.kind.value}: cause is one of {', '.join(CAUSES)}, not {fact!r}")
            return CAUSES[fact].in_language(self.language)
        return shortened(fact, LONGEST_NAME[self.language])

    def _date(self, name: str, fact: str) -> str:
        try:
            return spoken_date(fact, self.language)
        except ValueError as problem:
            raise WrongFacts(f"{self.kind.value}: {name}: {problem}") from problem


def shortened(name: str, longest: int) -> str:
    """A name on one line, cut to a length.

    >>> shortened("青森市浪岡中央公民館前", 8)
    '青森市浪岡中央…'
    """
    one_line = " ".join(name.split())
    return one_line if len(one_line) <= longest else f"{one_line[: longest - 1]}…"
