"""A fare table as it is posted for the public: in words, in either language."""

from __future__ import annotations

from dispatch.domain.saying import Language, spoken_yen
from dispatch.policy.fare_table import SINCE_EVER, ClassFare, FareTable, PassProduct


def posted_fares(table: FareTable, language: Language) -> tuple[str, ...]:
    """Every line of the notice: since when, what each class pays, who rides free, and the passes on sale."""
    dates = [] if table.effective_from == SINCE_EVER else [_dates(table, language)]
    classes = [_class(fare, table, language) for fare in table.classes]
    free = [_free(fare, table, language) for fare in table.classes if fare.free_each]
    return (*dates, *classes, *free, *(_product(product, table, language) for product in table.products))


def _dates(table: FareTable, language: Language) -> str:
    since, approved = table.effective_from, table.approved_on
    if language == "ja":
        return f"{_day_ja(since)}から" + (f"({_day_ja(approved)}承認)" if approved else "")
    return f"From {since}" + (f" (approved {approved})" if approved else "")


def _day_ja(date: str) -> str:
    year, month, day = map(int, date.split("-"))
    return f"{year}年{month}月{day}日"


def _class(fare: ClassFare, table: FareTable, language: Language) -> str:
    name, ja = fare.name.in_language(language), language == "ja"
    told = _by_band(fare.yen, table, language)
    if fare.pooled_yen != fare.yen:
        pooled = _by_band(fare.pooled_yen, table, language)
        told += f"、乗合になったとき{pooled}" if ja else f"; if shared, {pooled}"
    return f"{name} {told}" if ja else f"{name}: {told}"


def _by_band(yen: tuple[int, ...], table: FareTable, language: Language) -> str:
    sums = [spoken_yen(each, language) for each in yen]
    if len(set(yen)) == 1:
        return sums[0]
    limits = [f"{limit_m / 1000:g}km" for limit_m in table.band_limits_m]
    if language == "ja":
        near = [f"{limit}まで{each}" for limit, each in zip(limits, sums, strict=False)]
        return "、".join([*near, f"それより遠くは{sums[-1]}"])
    near = [f"{each} up to {limit}" for limit, each in zip(limits, sums, strict=False)]
    return ", ".join([*near, f"{sums[-1]} beyond"])


def _free(fare: ClassFare, table: FareTable, language: Language) -> str:
    name, others = fare.name.in_language(language), _names(fare.free_with, table, language)
    if language == "ja":
        return f"{name}は{others}1名につき{fare.free_each}名まで無料"
    return f"{name}: up to {fare.free_each} free with each {others}"


def _product(product: PassProduct, table: FareTable, language: Language) -> str:
    name, price = product.name.in_language(language), spoken_yen(product.price_yen, language)
    who, ja = _names(product.fare_classes, table, language), language == "ja"
    told = [who]
    if product.rides is not None:
        told.append(f"{product.rides}回分" if ja else f"{product.rides} rides")
    if product.valid_months is not None:
        months = product.valid_months
        told.append(f"{months}か月有効" if ja else f"valid {months} month{'s' * (months > 1)}")
    return f"{name} {price}({'、'.join(told)})" if ja else f"{name}: {price} ({', '.join(told)})"


def _names(classes: frozenset[str], table: FareTable, language: Language) -> str:
    names = [fare.name.in_language(language) for fare in table.classes if fare.fare_class in classes]
    return ("・" if language == "ja" else " or ").join(names)
