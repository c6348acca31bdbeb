"""The application: routes, errors and the life of the desks, wired together here and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from api import answered_faults, reference
from api.described import DescribedApp
from api.gateways import webhook_secrets_of
from api.guarded import GuardedAnswers
from api.led_area import LedArea
from api.limited_bodies import LimitedBodies
from api.metrics import TimedAnswers
from api.pages import Pages
from api.payments.kept_payments import KeptRecords
from api.payments.webhook_route import payment_webhook
from api.people.access import Gate, require
from api.people.roles import Permission
from api.people.watched import WatchedStreams
from api.plain_input import refuse_oddities
from api.routes import (
    availability,
    board,
    booking,
    callers,
    changing,
    day_films,
    devices,
    directory,
    disruptions,
    driving,
    fares,
    feeds,
    hand,
    health,
    history,
    kept_of_riders,
    logs,
    me,
    no_shows,
    notices,
    passengers,
    planning,
    public,
    returning,
    rides,
    roads,
    rules,
    shifts,
    sign_in,
    staff,
    staff_session,
    staff_sign_in,
    studies,
    tablets,
    telephones,
    waitlist,
)
from api.site import Site
from api.told_time import ToldTime

LONGEST_BODY = 1_000_000
"""In bytes; two hundred reports of a driver are a twentieth of it."""
DESCRIPTION = """Dispatch for demand-responsive transit (乗合デマンド交通).

A request that changes something carries an `Idempotency-Key`: the same request under one key has one effect
and one answer. Errors are problem details (RFC 9457) with stable codes, in Japanese and English. Times are
ISO 8601 with their offset from UTC."""

PARTS = (
    *(public, feeds, sign_in, staff_sign_in, staff_session, me, kept_of_riders),
    *(availability, booking, changing, returning, waitlist, rides, history, no_shows, fares),
    *(directory, callers, board, hand, disruptions, notices),
    *(tablets, shifts, driving, passengers, roads),
    *(planning, studies, day_films),
    *(staff, devices, telephones, rules, logs, health),
)
"""Modules of routes, in the order in which the documentation shows them."""


def create_app(site: Site, gate: Gate, areas: Sequence[LedArea]) -> FastAPI:
    """The application of a site; it stands for election to its areas while it runs."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        for area in areas:
            area.start()
        yield
        if site.planning is not None:
            await run_in_threadpool(site.planning.runs.stop)
        for area in areas:
            await run_in_threadpool(area.stop)

    app = DescribedApp(
        title="noriai",
        version=version("noriai"),
        description=DESCRIPTION,
        lifespan=life,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    app.state.site, app.state.gate = site, gate
    app.add_middleware(LimitedBodies, at_most=LONGEST_BODY)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(WatchedStreams)
    app.add_middleware(TimedAnswers, metrics=site.metrics)
    app.add_middleware(ToldTime, clock=site.clock)
    answered_faults.install(app)
    for part in PARTS:
        app.include_router(part.router, dependencies=[Depends(refuse_oddities)])
    secrets = webhook_secrets_of(site.gateways)
    if secrets:
        records = KeptRecords(site.database)
        news = payment_webhook(secrets, records, lambda: int(site.clock.now().timestamp()))
        app.include_router(news, dependencies=[require(Permission.BRING_PAYMENT_NEWS)])
    reference.install(app)
    tiles = any(town.service.gsi_tiles for town in site.towns.values())
    app.mount("/", Pages(gsi_tiles=tiles))  # last: it answers whatever no route does
    app.middleware_stack = GuardedAnswers(app.build_middleware_stack())
    return app


def documented_app() -> FastAPI:
    """The routes alone, for what is written about them."""
    app = DescribedApp()
    for part in PARTS:
        app.include_router(part.router)
    return app
