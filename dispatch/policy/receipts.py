"""The lines of a receipt, readable in both languages and kept as they were when the fare was reckoned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.saying import Language, Said, spoken_yen


class LineKind(StrEnum):
    """Why riders pay what a line says."""

    FARE = "fare"
    POOLED = "pooled"
    FREE = "free"
    PASS = "pass"
    CAP = "cap"


_TOTAL = Said("合計", "Total")
_CAP = Said("お約束した上限までの値引き", "Reduced to the most we had said")
_WHY = {
    LineKind.FARE: Said("", ""),
    LineKind.POOLED: Said("(乗合割引)", " (shared ride)"),
}


@dataclass(frozen=True, slots=True)
class FareLine:
    """Riders of one class who pay the same for the same reason; `yen` is for all of them."""

    kind: LineKind
    name: Said
    count: int
    each_yen: int
    yen: int
    pass_name: Said | None = None

    def said(self, language: Language) -> str:
        """The line as a receipt shows it."""
        name, ja = self.name.in_language(language), language == "ja"
        if self.kind is LineKind.CAP:
            return f"{name} {spoken_yen(self.yen, language)}"
        if self.kind is LineKind.FREE:
            return f"{name} {self.count}名 無料(同伴)" if ja else f"{name} × {self.count}: free (accompanied)"
        if self.pass_name is not None:
            by = self.pass_name.in_language(language)
            return f"{name} {self.count}名 {by}" if ja else f"{name} × {self.count}: {by}"
        each, sum_ = spoken_yen(self.each_yen, language), spoken_yen(self.yen, language)
        why = _WHY[self.kind].in_language(language)
        return (
            f"{name} {each}×{self.count}名 {sum_}{why}"
            if ja
            else f"{name} {each} × {self.count}: {sum_}{why}"
        )


def cap_line(yen: int) -> FareLine:
    """What is taken off so that nobody pays more than was said at booking; negative."""
    return FareLine(LineKind.CAP, _CAP, 1, yen, yen)


def receipt(lines: Iterable[FareLine], language: Language) -> tuple[str, ...]:
    """All lines, then the total."""
    told = tuple(lines)
    total = f"{_TOTAL.in_language(language)} {spoken_yen(sum(line.yen for line in told), language)}"
    return (*(line.said(language) for line in told), total)
