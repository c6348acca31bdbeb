import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { Sentence } from '../parts/Sentence'
import { useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { follow } from '../service/stream'
import { now } from '../shell/clock'
import { go } from '../shell/route'
import { online } from '../shell/online'
import { said } from '../words/speaker'
import { spokenSpan, spokenTime } from '../words/times'
import { begin, draft } from './draft'
import { keepFavourite } from './favourites-kept'
import { findKept, keepRide } from './kept'
import { Facts } from './Offer'
import { RideMap } from './RideMap'
import { area, me, rider, town } from './session'
import { say } from './words'

const SOON_MS = 10 * 60_000

export interface RideViewProps {
  date: string
  ride: string
  /** Booked, or changed, a moment ago. */
  news?: string
}

/** A ride as it goes on: what was promised, where the vehicle is, and what can still be done about it. */
export function RideView({ date, ride: rideId, news }: RideViewProps) {
  const kept = findKept(date, rideId)
  const ride = useSignal<Wire['RideOut'] | undefined>(kept?.ride)
  const seen = useSignal<string | undefined>(kept?.seen)
  const gone = useSignal(false)
  useEffect(() => {
    const path = `/api/areas/${encodeURIComponent(area())}/rides/${date}/${encodeURIComponent(rideId)}/live`
    const stream = follow<Wire['RideOut']>(path, (told) => {
      ride.value = told
      seen.value = now.value.toISOString()
      keepRide(told, now.value)
    })
    const watched = stream.state.subscribe((state) => { if (state === 'over' && ride.peek() === undefined) gone.value = true })
    return () => { watched(); stream.stop() }
  }, [date, rideId])

  const shown = ride.value
  if (shown === undefined) return <><h1>{say('ride.title')}</h1>{gone.value ? <p class="notice warn">{say('rides.none')}</p> : null}</>
  return (
    <div class="stack wide">
      <h1>{say(shown.status !== 'booked' || news === undefined ? 'ride.title' : news === 'changed' ? 'ride.changed' : 'ride.booked')}</h1>
      {online.value || seen.value === undefined ? null : <p class="notice warn">{say('ride.old', { time: spokenTime(seen.value) })}</p>}
      {news === 'one-way' ? <p class="notice warn">{say('ride.oneWay')}</p> : null}
      <Standing ride={shown} />
      <section class="card" aria-label={say('ride.title')}>
        <Facts ride={{ ...shown, pickup: shown.pickup ?? '', arrival: shown.arrival ?? '' }} />
        <dl class="facts">
          <dt>{say('ride.vehicle')}</dt><dd>{shown.vehicle_id}</dd>
        </dl>
      </section>
      <p class="print-only">{town.value ? `${said(town.value.name)} ${town.value.booking.phone_number}` : ''}</p>
      {shown.status === 'booked' || shown.status === 'aboard' ? <RideMap ride={shown} /> : null}
      <Doing ride={shown} fresh={news !== undefined} />
    </div>
  )
}

/** How the ride stands, in one sentence that is read aloud when it changes. */
function Standing({ ride }: { ride: Wire['RideOut'] }) {
  const { pickup_from, pickup_until, arrive_until } = ride.limits
  const foreseen = ride.pickup === null ? Number.POSITIVE_INFINITY : Date.parse(ride.pickup) - now.value.getTime()
  const sentence =
    ride.status === 'booked'
      ? say('ride.wait', spokenSpan(pickup_from, pickup_until))
      : ride.status === 'aboard'
        ? say('ride.aboard', { time: spokenTime(arrive_until) })
        : say(`ride.status.${ride.status}`)
  return (
    <div role="status" class={`notice ${ride.expected_late_min > 0 || ride.status === 'unassigned' ? 'warn' : 'good'} stack`}>
      <p class="big"><Sentence text={sentence} /></p>
      {ride.expected_late_min > 0 ? <p>{say('ride.late', { n: ride.expected_late_min })}</p> : null}
      {ride.status === 'booked' && foreseen < SOON_MS && ride.expected_late_min === 0 ? <p>{say('ride.soon')}</p> : null}
    </div>
  )
}

/** What can be done about a ride. */
function Doing({ ride, fresh }: { ride: Wire['RideOut']; fresh: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const doing = useDoing()
  const kept = useSignal(false)
  const spots = { origin: { place_id: ride.origin.place_id, name: ride.origin.name }, destination: { place_id: ride.destination.place_id, name: ride.destination.name } }
  const back = { origin: spots.destination, destination: spots.origin }
  const cancel = async (): Promise<void> => {
    const path = { area: area(), service_date: ride.service_date, ride_id: ride.ride_id }
    await answerOf(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/cancellation', { params: { path } }))
    dialog.current?.close()
  }
  const change = (): void => {
    begin({ ...spots, party: ride.party, changes: { date: ride.service_date, rideId: ride.ride_id } })
    if (draft.value.destination !== undefined) go('/book/when')
  }
  const known = me.value?.favourites.some(({ origin, destination }) => {
    const ends = [origin.place_id, destination.place_id]
    return ends.includes(ride.origin.place_id) && ends.includes(ride.destination.place_id)
  })
  return (
    <div class="stack">
      <button type="button" class={fresh ? 'main' : 'whole'} onClick={() => begin(back)}>{say('ride.back')}</button>
      {ride.status === 'booked' ? (
        <>
          <button type="button" class="whole" onClick={change}>{say('ride.change')}</button>
          <button type="button" class="whole" onClick={() => print()}>{say('ride.print')}</button>
          <button type="button" class="whole grave" onClick={() => dialog.current?.showModal()}>{say('ride.cancel')}</button>
        </>
      ) : (
        <button type="button" class="whole" onClick={() => begin(spots)}>{say('ride.again')}</button>
      )}
      {known || rider.value?.rider_id !== me.value?.rider_id ? null : (
        <button type="button" class="whole" onClick={() => doing.run(async () => { await keepFavourite(ride.destination.name, spots.origin, spots.destination); kept.value = true })}>
          {say('ride.keep')}
        </button>
      )}
      <p role="status">{kept.value ? say('ride.kept') : null}</p>
      <Fault fault={doing.fault} />
      <dialog ref={dialog} aria-labelledby="sure">
        <div class="stack">
          <h2 id="sure">{say('ride.cancel.sure')}</h2>
          <button type="button" class="main" onClick={() => dialog.current?.close()}>{say('ride.cancel.no')}</button>
          <button type="button" class="whole grave" onClick={() => doing.run(cancel)}>{say('ride.cancel.yes')}</button>
        </div>
      </dialog>
    </div>
  )
}
