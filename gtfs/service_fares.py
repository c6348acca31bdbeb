"""The fares of service.toml: `[fares]` for one table, `[[fares]]` for several versions of it."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from dispatch.domain.saying import Said
from dispatch.policy.fare_table import SINCE_EVER, ClassFare, FareTable, PassProduct, Tariff
from gtfs.service_values import STRICT, Day, Text, Yen

KNOWN_CLASSES = {
    "adult": Said("大人", "Adult"),
    "child": Said("こども", "Child"),
    "infant": Said("幼児", "Infant"),
    "senior": Said("高齢の方", "Senior"),
    "disability": Said("障がいのある方", "Rider with a disability"),
    "companion": Said("介助の方", "Companion"),
    "resident": Said("町民の方", "Resident"),
}
"""Classes that need no words of the town's own."""
_SHORT_FORM = ("adult_yen", "child_yen", "disability_yen")


def _one_or_several(written: object) -> object:
    return written if isinstance(written, list) else [written]


YenByBand = Annotated[list[Yen], BeforeValidator(_one_or_several), Field(min_length=1)]


class ClassWords(BaseModel):
    """What riders of a class pay: one fare, or one for each distance band."""

    model_config = STRICT
    fare_class: Text
    name_ja: Text | None = None
    name_en: Text | None = None
    yen: YenByBand
    pooled_yen: YenByBand | None = None
    free_with: list[Text] = []
    free_each: Annotated[int, Field(ge=0, le=9)] = 0

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if self.fare_class not in KNOWN_CLASSES and None in (self.name_ja, self.name_en):
            raise ValueError(
                f"name_ja and name_en of {self.fare_class!r} expected; "
                f"without them, one of {', '.join(KNOWN_CLASSES)}"
            )
        return self


class PassWords(BaseModel):
    """A pass of so many months, or a coupon book of so many rides."""

    model_config = STRICT
    product_id: Text
    name_ja: Text
    name_en: Text
    price_yen: Yen
    fare_classes: Annotated[list[Text], Field(min_length=1)]
    months: Annotated[int, Field(ge=1, le=36)] | None = None
    rides: Annotated[int, Field(ge=1, le=1000)] | None = None


class FareTableWords(BaseModel):
    """One version of the fares, in full or in the short form of three flat fares."""

    model_config = STRICT
    version: Text | None = None
    approved_on: Day | None = None
    effective_from: Day | None = None
    band_limits_m: list[Annotated[int, Field(gt=0, le=1_000_000)]] = []
    classes: list[ClassWords] = []
    passes: list[PassWords] = []
    adult_yen: Yen | None = None
    child_yen: Yen | None = None
    disability_yen: Yen | None = None

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        short = [key for key in _SHORT_FORM if getattr(self, key) is not None]
        if short and self.classes:
            raise ValueError(f"{short[0]} is the short form of classes; write the one or the other")
        _table_of(self)
        return self


def tariff_of(words: Sequence[FareTableWords]) -> Tariff:
    """All versions of the fares; a service that says none is free of charge."""
    return Tariff(tuple(_table_of(table) for table in words))


def _one_of_each(words: list[FareTableWords]) -> list[FareTableWords]:
    tariff_of(words)
    return words


Fares = Annotated[
    list[FareTableWords],
    BeforeValidator(_one_or_several),
    AfterValidator(_one_of_each),
    Field(min_length=1),
]


def _table_of(words: FareTableWords) -> FareTable:
    since = SINCE_EVER if words.effective_from is None else words.effective_from.isoformat()
    bands = len(words.band_limits_m) + 1
    return FareTable(
        version=words.version or since,
        approved_on=words.approved_on.isoformat() if words.approved_on else None,
        effective_from=since,
        band_limits_m=tuple(words.band_limits_m),
        classes=tuple(_class_of(fare, bands) for fare in words.classes) or _short_classes(words, bands),
        products=tuple(
            PassProduct(
                product.product_id,
                Said(product.name_ja, product.name_en),
                product.price_yen,
                frozenset(product.fare_classes),
                product.months,
                product.rides,
            )
            for product in words.passes
        ),
    )


def _class_of(words: ClassWords, bands: int) -> ClassFare:
    known = KNOWN_CLASSES.get(words.fare_class, Said("", ""))
    return ClassFare(
        fare_class=words.fare_class,
        name=Said(words.name_ja or known.ja, words.name_en or known.en),
        yen=_by_band(words.yen, bands),
        pooled_yen=_by_band(words.yen if words.pooled_yen is None else words.pooled_yen, bands),
        free_with=frozenset(words.free_with),
        free_each=words.free_each,
    )


def _by_band(yen: list[int], bands: int) -> tuple[int, ...]:
    return tuple(yen) * bands if len(yen) == 1 else tuple(yen)


def _short_classes(words: FareTableWords, bands: int) -> tuple[ClassFare, ...]:
    flat = {"adult": words.adult_yen or 0, "child": words.child_yen, "disability": words.disability_yen}
    return tuple(
        ClassFare(name, KNOWN_CLASSES[name], (yen,) * bands, (yen,) * bands)
        for name, yen in flat.items()
        if yen is not None
    )
