"""The ways out of the service, made from what gateways.toml says."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from api.driving.masked_calls import CallGateway
from api.gateways_file import ChannelWords, Gateways, GatewaysFileError
from api.notices.gateway import GatewayNotifier
from api.notices.notifier import ConsoleNotifier, FileNotifier, Notifier
from api.notices.quiet_hours import QuietHours
from api.payments.online import OnlinePayments


def notifiers_of(gateways: Gateways, pause: Callable[[float], None] = time.sleep) -> Mapping[str, Notifier]:
    """A notifier for each channel that is served; raises GatewaysFileError where one cannot be made."""
    served = gateways.words.channels.served()
    return {channel: _notifier(channel, words, gateways, pause) for channel, words in served.items()}


def quiet_hours_of(gateways: Gateways, zone: ZoneInfo) -> QuietHours:
    """The night of a town."""
    words = gateways.words.quiet_hours
    return QuietHours(zone, words.begins, words.ends)


def provider_of(gateways: Gateways) -> OnlinePayments | None:
    """Who takes online payments; None where nobody does."""
    words = gateways.words.payments
    if words is None:
        return None
    return OnlinePayments(words.url.rstrip("/"), gateways.filled(words.api_key), words.timeout_s)


def webhook_secrets_of(gateways: Gateways) -> tuple[str, ...]:
    """The secrets by which the provider's webhooks are believed, the newest first."""
    words = gateways.words.payments
    return tuple(map(gateways.filled, words.webhook_secrets)) if words else ()


def call_gateway_of(gateways: Gateways) -> CallGateway | None:
    """Who connects drivers with riders; None where nobody does."""
    words = gateways.words.calls
    return None if words is None else CallGateway(words.url, gateways.filled(words.token))


def _notifier(
    channel: str, words: ChannelWords, gateways: Gateways, pause: Callable[[float], None]
) -> Notifier:
    if words.file is not None:
        return FileNotifier(gateways.folder / words.file)
    if words.gateway is None:
        return ConsoleNotifier()
    try:
        return GatewayNotifier(words.gateway, gateways.secrets, pause)
    except ValueError as problem:
        raise GatewaysFileError(f"channels.{channel}: {problem}") from problem
