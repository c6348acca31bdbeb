"""Telephone numbers: however they are typed, one spelling (E.164), Japanese where no country is named."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

JAPAN = 81
EXPECTED_JA = "電話番号を市外局番からすべて指定してください(例: 0172-62-1111)。"


class WrongPhone(ValueError):
    """No telephone number; the message says what was expected, and does not repeat what was typed."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number."""

    e164: str
    landline: bool
    """Whether it takes a call and no text message."""

    @property
    def japanese(self) -> bool:
        """Whether it is a number of Japan."""
        return self.e164.startswith(f"+{JAPAN}")

    @property
    def masked(self) -> str:
        """Its last four digits, as a list shows it.

        >>> read_phone("０１７２−６２−１１１１").masked
        '…1111'
        """
        return f"…{self.e164[-4:]}"


def read_phone(typed: str) -> Phone:
    """The number that was typed, full-width digits and any hyphens included; raises WrongPhone.

    >>> read_phone("０９０−１２３４−５６７８").e164, read_phone("+81 172 62 1111").landline
    ('+819012345678', True)
    """
    try:
        parsed = phonenumbers.parse(typed, "JP")
    except NumberParseException as problem:
        raise WrongPhone("a telephone number expected, such as 0172-62-1111") from problem
    if not phonenumbers.is_valid_number(parsed):
        raise WrongPhone("a telephone number with all its digits expected, such as 0172-62-1111")
    fixed = phonenumbers.number_type(parsed) == PhoneNumberType.FIXED_LINE
    return Phone(phonenumbers.format_number(parsed, PhoneNumberFormat.E164), fixed)
