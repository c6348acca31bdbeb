"""What gateways.toml may say, and what is told where it says something else."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.gateways import call_gateway_of, notifiers_of, provider_of, quiet_hours_of, webhook_secrets_of
from api.gateways_file import GatewaysFileError, on_the_console, read_gateways_file
from api.notices.gateway import GatewayNotifier
from api.notices.notifier import ConsoleNotifier, FileNotifier

WHOLE = """
[channels.sms.gateway]
name = "sms"
url = "https://sms.example/send"
headers = { Authorization = "Bearer ${SMS_KEY}" }
body = '{"to": "{address}", "text": "{text}", "id": "{message_id}"}'

[channels.voice]
console = true

[channels.email]
file = "mail.jsonl"

[quiet_hours]
begins = "20:30"
ends = "6:00"

[payments]
url = "https://pay.example"
api_key = "${PAY_KEY}"
webhook_secrets = ["${PAY_NEW}", "an older secret"]

[calls]
url = "https://exchange.example/connect"
token = "${CALL_TOKEN}"
"""
SECRETS = {"SMS_KEY": "s", "PAY_KEY": "p", "PAY_NEW": "a new secret", "CALL_TOKEN": "c", "HOME": "/elsewhere"}


def read(folder: Path, text: str, **environment: str) -> None:
    (folder / "gateways.toml").write_text(text, encoding="utf-8")
    notifiers_of(read_gateways_file(folder / "gateways.toml", environment))


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "gateways.toml").write_text(WHOLE, encoding="utf-8")
    gateways = read_gateways_file(tmp_path / "gateways.toml", SECRETS)
    made = notifiers_of(gateways)
    assert isinstance(made["sms"], GatewayNotifier)
    assert isinstance(made["voice"], ConsoleNotifier)
    assert isinstance(made["email"], FileNotifier)
    assert "line" not in made
    assert gateways.secrets == {name: SECRETS[name] for name in SECRETS if name != "HOME"}
    quiet = quiet_hours_of(gateways, ZoneInfo("Asia/Tokyo"))
    assert (quiet.begins, quiet.ends) == (time(20, 30), time(6))
    provider = provider_of(gateways)
    assert provider is not None
    assert (provider.url, provider.api_key) == ("https://pay.example", "p")
    assert webhook_secrets_of(gateways) == ("a new secret", "an older secret")
    calls = call_gateway_of(gateways)
    assert calls is not None
    assert (calls.url, calls.token) == ("https://exchange.example/connect", "c")
    made["email"].send("tome@example.jp", "テスト", "M1")
    assert "テスト" in (tmp_path / "mail.jsonl").read_text(encoding="utf-8")


def test_without_a_file_every_channel_is_shown_on_the_console() -> None:
    assert set(notifiers_of(on_the_console())) == {"sms", "voice", "email", "line"}
    assert provider_of(on_the_console()) is None
    assert call_gateway_of(on_the_console()) is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (WHOLE.replace("begins", "begin"), "quiet_hours.begin: Extra inputs"),
        (WHOLE.replace('"20:30"', '"25:00"'), "quiet_hours.begins: .*a time such as"),
        (WHOLE.replace("console = true", ""), "channels.voice: .*one of gateway, console = true, or file"),
        (WHOLE.replace("{text}", "{words}"), "channels.sms.gateway: .*words} is unknown"),
        (WHOLE.replace("channels.email", "channels.pigeon"), "channels.pigeon: Extra inputs"),
        (WHOLE.replace('"https://pay.example"', '"pay"'), "payments: .*an address"),
        (WHOLE.replace('"https://exchange', '"exchange'), "calls: .*an address"),
        (WHOLE.replace("SMS_KEY", "NOT_SET"), r"\$\{NOT_SET\}: set it in the environment"),
        ("channels = [", "not TOML"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, wrong: str, told: str) -> None:
    with pytest.raises(GatewaysFileError, match=f"gateways.toml: {told}"):
        read(tmp_path, wrong, **SECRETS)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(GatewaysFileError, match="cannot be read"):
        read_gateways_file(tmp_path / "gateways.toml", {})
