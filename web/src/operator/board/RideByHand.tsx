import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Fault } from '../../parts/Fault'
import { useAsked, useDoing } from '../../parts/asked'
import { service, type Wire } from '../../service/client'
import { say as shared } from '../../words/shell'
import { said } from '../../words/speaker'
import { clockTime, shortSpan } from '../../words/times'
import { KeyButton } from '../desk/keys'
import { Lines } from '../desk/Lines'
import { area, asked } from '../../staff/session'
import { Sheet } from '../desk/Sheet'
import { say } from '../board-words'
import { board, listRides, type Ride } from './board'

type Choice = Wire['ChoiceOut']

/** Why a ride is on its vehicle; and kept there, or given to another, with what that would break. */
export function RideByHand({ ride, onClose }: { ride: Ride; onClose(): void }) {
  const path = { area: area.value, service_date: ride.service_date, ride_id: ride.ride_id }
  const why = useAsked(() => asked(service.GET('/api/areas/{area}/rides/{service_date}/{ride_id}/why', { params: { path } })), [ride.ride_id])
  const pinned = board.value?.pinned.includes(ride.ride_id) ?? false
  const wanted = useSignal<string | undefined>(undefined)
  const { fault, run } = useDoing()
  const pinning = useSignal(false)
  const unpin = (): void =>
    run(async () => {
      await asked(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/unpin', { params: { path } }))
      onClose()
    })
  const found = why.answer.value
  return (
    <Sheet wide title={say('hand')} onClose={onClose}>
      <div class="stack">
        <p class="big">{shortSpan(ride.limits.pickup_from, ride.limits.pickup_until)} {say('trip', { origin: ride.origin.name, destination: ride.destination.name })}</p>
        <p>{found ? said(found.said) : why.fault.value ? '' : shared('waiting')}</p>
        <Fault fault={why.fault.value ?? fault} />
        {found ? (
          <>
            <h3>{say('hand.choices')}</h3>
            <Lines label={say('hand.choices')} pressed="V" lines={found.choices} keyOf={(each) => each.vehicle_id} onOpen={(each) => (wanted.value = each.carries ? undefined : each.vehicle_id)}>
              {(each) => <ChoiceLine choice={each} />}
            </Lines>
          </>
        ) : null}
        {wanted.value ? <Assignment key={wanted.value} ride={ride} vehicle_id={wanted.value} onDone={onClose} /> : null}
        {pinning.value ? <Pin ride={ride} onDone={onClose} /> : <KeyButton pressed="K" text={say(pinned ? 'hand.unpin' : 'hand.pin')} act={() => (pinned ? unpin() : (pinning.value = true))} />}
      </div>
    </Sheet>
  )
}

/** Kept on its vehicle, and why: whoever looks later is told. */
function Pin({ ride, onDone }: { ride: Ride; onDone(): void }) {
  const path = { area: area.value, service_date: ride.service_date, ride_id: ride.ride_id }
  const reason = useSignal('')
  const input = useRef<HTMLInputElement>(null)
  const { fault, run } = useDoing()
  useLayoutEffect(() => input.current?.focus(), [])
  const pin = (event: Event): void => {
    event.preventDefault()
    run(async () => {
      await asked(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/pin', { params: { path }, body: { reason: reason.value.trim() } }))
      onDone()
    })
  }
  return (
    <form class="notice stack" onSubmit={pin}>
      <label for="pin-reason">{say('hand.pin.why')}</label>
      <input id="pin-reason" ref={input} required maxLength={200} value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
      <Fault fault={fault} />
      <button>{say('hand.pin')}</button>
    </form>
  )
}

function ChoiceLine({ choice }: { choice: Choice }) {
  return (
    <>
      <strong>{choice.vehicle_id}</strong>
      {choice.carries ? <span class="tag good">{say('hand.carries')}</span> : null}
      <span>{said(choice.said)}</span>
      {choice.pickup ? <span class="soft">{say('hand.pickup', { time: clockTime(choice.pickup) })}</span> : null}
    </>
  )
}

/** What giving the ride to a vehicle would break, before it is done; broken promises want a reason. */
function Assignment({ ride, vehicle_id, onDone }: { ride: Ride; vehicle_id: string; onDone(): void }) {
  const path = { area: area.value, service_date: ride.service_date, ride_id: ride.ride_id }
  const preview = useAsked(() => asked(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/assignment/preview', { params: { path }, body: { vehicle_id } })), [])
  const riders = useAsked(() => listRides(), [])
  const reason = useSignal('')
  const { fault, run } = useDoing()
  const found = preview.answer.value
  if (found === undefined) return <Fault fault={preview.fault.value} />
  const force = found.breaks.length > 0
  const give = (event?: Event): void => {
    event?.preventDefault()
    run(async () => {
      const body = { vehicle_id, base_version: found.base_version, reason: reason.value, force }
      await asked(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/assignment', { params: { path }, body }))
      onDone()
    })
  }
  const name = (rider_id: string): string => riders.answer.value?.find((each) => each.ride.rider_id === rider_id)?.rider?.name ?? rider_id
  return (
    <form class={`notice stack ${force ? 'warn' : 'good'}`} onSubmit={give}>
      <p>{say(force ? 'hand.breaks' : 'hand.nothing', { vehicle: vehicle_id })}</p>
      {force ? (
        <>
          <ul>{found.breaks.map((each) => <li key={each.ride_id}>{say('hand.late', { name: name(each.rider_id), n: each.late_min })}</li>)}</ul>
          <label for="hand-reason">{say('reason')}</label>
          <input id="hand-reason" required value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        </>
      ) : null}
      <Fault fault={fault} />
      {force ? <button class="grave">{say('hand.force', { vehicle: vehicle_id })}</button> : <KeyButton pressed="G" text={say('hand.give', { vehicle: vehicle_id })} act={() => give()} />}
    </form>
  )
}
