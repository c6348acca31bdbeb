"""Texts reach the console, a file, and gateways over real HTTP; what did not reach anybody is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from api.notices.gateway import GatewayNotifier, GatewayWords
from api.notices.notifier import ConsoleNotifier, FileNotifier, NotSent, Receipt
from tests.api.loopback import free_address
from tests.api.notices.gateway_town import SmsTown, an_sms_town

JSON_BODY = '{"to": "{address}", "messages": [{"type": "text", "text": "{text}"}]}'
TEXT = '空きが出ました。"はい"か{いいえ}でお答えください。'


@pytest.fixture(scope="module")
def open_town() -> Iterator[SmsTown]:
    with an_sms_town() as open_one:
        yield open_one


@pytest.fixture
def town(open_town: SmsTown) -> SmsTown:
    open_town.bodies.clear()
    open_town.headers.clear()
    open_town.answers.clear()
    return open_town


def a_gateway(to_url: str, *, pauses: list[float] | None = None, **words: Any) -> GatewayNotifier:
    whole = {"name": "sms", "url": to_url, "body": JSON_BODY, **words}
    waited = [] if pauses is None else pauses
    return GatewayNotifier(GatewayWords.model_validate(whole), {"TOKEN": "s3cret"}, waited.append)


def test_the_console_shows_a_text() -> None:
    shown: list[str] = []
    assert ConsoleNotifier(shown.append).send("+8190", "まもなくお迎えです。", "M1").by == "console"
    assert shown == ["[M1] +8190: まもなくお迎えです。"]


def test_a_file_keeps_every_text_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "notices.jsonl"
    for number in (1, 2):
        FileNotifier(path).send("+8190", f"一行目\n{number}行目", f"M{number}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(row["message_id"], row["text"]) for row in rows] == [
        ("M1", "一行目\n1行目"),
        ("M2", "一行目\n2行目"),
    ]
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotSent, match="cannot be written"):
        FileNotifier(tmp_path / "no folder" / "notices.jsonl").send("+8190", "x", "M1")


def test_a_gateway_gets_a_text_in_its_own_words(town: SmsTown) -> None:
    headers = {"Authorization": "Bearer ${TOKEN}", "X-Line-Retry-Key": "{message_id}"}
    receipt = a_gateway(town.url, headers=headers).send("+8190", TEXT, "M1")
    assert receipt == Receipt("sms", "HTTP 202")
    assert json.loads(town.bodies[0]) == {"to": "+8190", "messages": [{"type": "text", "text": TEXT}]}
    assert town.headers[0]["authorization"] == "Bearer s3cret"
    assert town.headers[0]["x-line-retry-key"] == "M1"


def test_a_gateway_may_want_a_form(town: SmsTown) -> None:
    form: dict[str, Any] = {
        "content_type": "application/x-www-form-urlencoded",
        "body": "To={address}&Body={text}&Key=${TOKEN}",
    }
    a_gateway(town.url, **form).send("+8190&x", TEXT, "M1")
    assert parse_qs(town.bodies[0].decode()) == {"To": ["+8190&x"], "Body": [TEXT], "Key": ["s3cret"]}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_arrives_as_it_was(town: SmsTown, text: str) -> None:
    a_gateway(town.url).send("+8190", text, "M1")
    assert json.loads(town.bodies[-1])["messages"][0]["text"] == text


def test_a_gateway_that_stumbles_is_asked_again_after_a_while(town: SmsTown) -> None:
    pauses: list[float] = []
    town.answers = [(500, {}), (503, {})]
    assert a_gateway(town.url, pauses=pauses, tries=3, back_off_s=0.5).send("+8190", "x", "M1").by == "sms"
    assert pauses == [0.5, 1.0]
    assert len(town.bodies) == 3


def test_a_gateway_that_refuses_is_not_asked_again(town: SmsTown) -> None:
    town.answers = [(400, {})]
    with pytest.raises(NotSent, match="sms answered 400") as told:
        a_gateway(town.url, tries=3).send("+8190", "x", "M1")
    assert told.value.final
    assert len(town.bodies) == 1


def test_a_gateway_that_asks_for_time_gets_it(town: SmsTown) -> None:
    town.answers = [(429, {"Retry-After": "20"})]
    with pytest.raises(NotSent) as told:
        a_gateway(town.url, tries=3).send("+8190", "x", "M1")
    assert (told.value.final, told.value.retry_after_s) == (False, 20)


def test_a_redirect_is_not_followed(town: SmsTown) -> None:
    town.answers = [(302, {"Location": "http://elsewhere.example/"})]
    with pytest.raises(NotSent, match="sms answered 302"):
        a_gateway(town.url).send("+8190", "x", "M1")


def test_a_gateway_that_is_not_there_is_told_by_name() -> None:
    pauses: list[float] = []
    with pytest.raises(NotSent, match="sms did not answer") as told:
        a_gateway(free_address(), pauses=pauses, tries=2, timeout_s=1.0).send("+8190", "x", "M1")
    assert not told.value.final
    assert pauses == [0.5]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"url": "sms.example/send"}, "an address"),
        ({"url": "https://sms.example/{text}"}, "url: {text} is unknown"),
        (
            {"body": '{"to": "{adress}", "text": "{text}"}'},
            "body: {adress} is unknown; address, message_id, text",
        ),
        ({"body": '{"text": "{text}"}'}, "body: {address} is missing"),
        ({"body": '{"to": {address}, "text": {text}}'}, "body: not JSON"),
        ({"headers": {"X-To": "{address}"}}, "headers.X-To: {address} is unknown; message_id expected"),
        ({"timeout": 3}, "Extra inputs"),
        ({"tries": 9}, "less than or equal to 5"),
    ],
)
def test_a_slip_in_a_gateway_is_told_before_anything_is_sent(words: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        a_gateway("https://sms.example/send", **words)
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["", "ftp://sms.example", "http://", "https://sms.例/", "http://a b/", "http://a:99999/"]
)
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        a_gateway(url)


def test_a_header_that_no_gateway_could_read_is_refused() -> None:
    words = GatewayWords(
        name="sms", url="https://sms.example/", headers={"X-Key": "${TOKEN}"}, body=JSON_BODY
    )
    for token in ("鍵", "two\r\nlines"):
        with pytest.raises(ValueError, match=r"headers\.X-Key: plain letters on one line"):
            GatewayNotifier(words, {"TOKEN": token}, lambda _: None)


def test_a_secret_that_is_not_set_is_named() -> None:
    with pytest.raises(ValueError, match="gateway sms: the secret PASSWORD is not set"):
        a_gateway("https://sms.example/send", headers={"X-Key": "${PASSWORD}"})
