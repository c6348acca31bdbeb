"""Receipts, cash, passes, and payments that somebody must look at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from sqlalchemy import Connection
from starlette.responses import Response

from api.once import once
from api.payments.cash import CashPayments, CashReceipt
from api.payments.kept_passes import KeptPasses, Sale
from api.payments.kept_payments import KeptCashBook, RideKey, change_payment, find_payment, list_payments
from api.payments.looking_at import list_open
from api.payments.payment import Means, PaymentRefused
from api.payments.ride_fares import find_fare
from api.people.access import require
from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission
from api.problems import Code, Problem, wrong
from api.routes.acting import get_record
from api.rules.in_force import service_on
from api.site import DeskHere, KeyHere, SiteHere, TownHere
from api.wire.fields import ServiceDate
from api.wire.paid import (
    CASH_EXAMPLES,
    PASS_EXAMPLES,
    CashIn,
    FareOut,
    OpenPaymentOut,
    PassIn,
    PassOut,
    PaymentOut,
    fare_out,
    pass_out,
    payment_out,
)
from dispatch.domain.request import RiderId

router = APIRouter(prefix="/api/areas/{area}", tags=["fares"])
Taker = Annotated[Principal, require(Permission.TAKE_PAYMENT)]
Follower = Annotated[Principal, require(Permission.FOLLOW_RIDE)]


@router.get(
    "/rides/{service_date}/{ride_id}/fare",
    summary="運賃と領収書 / Fare and receipt",
)
def get_fare(
    service_date: ServiceDate, ride_id: str, desk: DeskHere, site: SiteHere, principal: Follower
) -> FareOut:
    """The most a ride costs, what it came to once it was driven, and how it is paid."""
    get_record(principal, desk, service_date, ride_id, Permission.FOLLOW_RIDE)
    ride = RideKey(desk.town.area, service_date.isoformat(), ride_id)
    with site.database.read() as connection:
        fare, payments = find_fare(connection, ride), list_payments(connection, ride)
    if fare is None:
        raise NoSuchThing
    return fare_out(fare, payments)


@router.post(
    "/rides/{service_date}/{ride_id}/cash",
    summary="現金の受け取り / Cash that was taken",
    response_model=PaymentOut,
)
def take_cash(
    service_date: ServiceDate,
    ride_id: str,
    given: Annotated[CashIn, Body(openapi_examples=CASH_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Taker,
) -> Response:
    """The payment after what the driver took; closed once the receipts come to the fare."""
    record = get_record(principal, desk, service_date, ride_id, Permission.TAKE_PAYMENT)
    principal.demand_vehicle(record.vehicle_id)
    ride = RideKey(desk.town.area, service_date.isoformat(), ride_id)

    def effect(connection: Connection) -> PaymentOut:
        before = find_payment(connection, ride.payment_id(Means.CASH))
        fare = find_fare(connection, ride)
        if before is None or fare is None:
            raise Problem(Code.NOT_NOW, f"ride {ride_id} is not paid in cash")
        port = CashPayments(KeptCashBook(connection, int(site.clock.now().timestamp())))
        try:
            receipt = CashReceipt(given.receipt_id, before.payment_id, principal.account, given.yen)
            port.record(before, receipt)
        except PaymentRefused as refusal:
            raise Problem(Code.NOT_NOW, str(refusal)) from refusal
        after = before
        if fare.settled is not None:
            try:
                after = port.capture(before, fare.settled)
            except PaymentRefused:
                after = before  # the receipts do not come to the fare yet
        change_payment(connection, before, after)
        return payment_out(after)

    return once(site, key, effect)


@router.post(
    "/riders/{rider_id}/passes",
    status_code=201,
    summary="定期券・回数券の販売 / Sell a pass or coupon book",
    response_model=PassOut,
)
def sell_pass(
    rider_id: str,
    bought: Annotated[PassIn, Body(openapi_examples=PASS_EXAMPLES)],
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    principal: Taker,
) -> Response:
    """The pass, good from its first date; the price has been taken by whoever sells it."""
    principal.demand_rider(RiderId(rider_id), town.area, Permission.TAKE_PAYMENT)
    try:
        fares = service_on(site.database, town, bought.first_date).fares
        product = fares.on(bought.first_date.isoformat()).find_product(bought.product_id)
    except ValueError as problem:
        expected_ja = "運賃が定められている日を指定してください。"
        raise wrong("first_date", str(problem), expected_ja) from problem
    if product is None:
        expected = "a pass or coupon book that is on sale expected"
        raise wrong("product_id", expected, "販売中の定期券・回数券を指定してください。")

    def effect(connection: Connection) -> PassOut:
        named = site.people.directory.get(connection, RiderId(rider_id))
        if named.area != town.area:
            raise NoSuchThing
        now_unix_s = int(site.clock.now().timestamp())
        first_date = bought.first_date.isoformat()
        sale = Sale(town.area, named.rider_id, product, first_date, principal.account, now_unix_s)
        return pass_out(KeptPasses(connection).sell(f"p{site.new_id()}", sale))

    return once(site, key, effect, 201)


@router.get("/riders/{rider_id}/passes", summary="定期券・回数券 / Passes a rider holds")
def list_passes(rider_id: str, town: TownHere, site: SiteHere, principal: Follower) -> list[PassOut]:
    """Passes and coupon books with the rides that are left."""
    principal.demand_rider(RiderId(rider_id), town.area, Permission.FOLLOW_RIDE)
    with site.database.read() as connection:
        return [pass_out(held) for held in KeptPasses(connection).list_held(RiderId(rider_id), town.area)]


@router.get("/payments/open", summary="確認が必要な支払い / Payments to look at")
def list_open_payments(town: TownHere, site: SiteHere, principal: Taker) -> list[OpenPaymentOut]:
    """What could not be paid, is tried again and again, or was not recorded by the driver."""
    with site.database.read() as connection:
        found = list_open(connection, town.area)
    return [OpenPaymentOut(payment_id=each.payment_id, what=each.what, why=each.why) for each in found]
