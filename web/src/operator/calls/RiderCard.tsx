import { useSignal } from '@preact/signals'
import type { Wire } from '../../service/client'
import { service } from '../../service/client'
import { Fault } from '../../parts/Fault'
import { useAsked, useDoing } from '../../parts/asked'
import { said } from '../../words/speaker'
import { clockTime, shortSpan, spokenDate, spokenSpan } from '../../words/times'
import { KeyButton } from '../desk/keys'
import { numberAsDialled } from '../../words/numbers'
import { Lines } from '../desk/Lines'
import { area, asked } from '../../staff/session'
import { closeSheet, Sheet } from '../desk/Sheet'
import { say } from '../words'
import type { Call } from './calls'
import { openCard } from './WhoStage'
import { placeName } from './WhereStage'

type Ride = Wire['RideOut']
type OpenReturn = Wire['OpenReturnOut']

/** Who is on the line: needs first, then home, what is booked, and the last five trips. */
export function RiderCard({ call }: { call: Call }) {
  const card = call.card.value
  const looked = useSignal<Ride | undefined>(undefined)
  const rider_id = card?.rider_id ?? ''
  const params = { params: { path: { area: area.value, rider_id } } }
  const returns = useAsked(() => asked(service.GET('/api/areas/{area}/riders/{rider_id}/open-returns', params)), [rider_id, call.taken.value])
  const standing = useAsked(() => asked(service.GET('/api/areas/{area}/riders/{rider_id}/standing', params)), [rider_id])
  if (card === undefined) return null
  const { profile, home } = card
  const booked = card.rides.filter((each) => each.status === 'booked' || each.status === 'aboard' || each.status === 'unassigned')
  return (
    <section class="rider-card" aria-label={say('card')}>
      <p class="who"><span class="soft">{profile.kana}</span><strong>{profile.name}</strong></p>
      {profile.needs?.note ? <p class="notice">{profile.needs?.note}</p> : null}
      {standing.answer.value && standing.answer.value.kind !== 'clear' ? <p class="notice warn">{said({ ja: standing.answer.value.sentence_ja, en: standing.answer.value.sentence_en })}</p> : null}
      <dl class="facts">
        <dt>{say('home')}</dt><dd>{home?.name ?? say('card.no-home')}</dd>
        <dt>{say('card.phone')}</dt><dd>{numberAsDialled(profile.phone)}</dd>
        {card.proxies.length > 0 ? <><dt>{say('card.proxies')}</dt><dd>{card.proxies.map((each) => each.name).join('、')}</dd></> : null}
      </dl>
      <h3>{say('card.rides')}</h3>
      {booked.length === 0 ? <p class="soft">{say('card.rides.none')}</p> : (
        <Lines label={say('card.rides')} pressed="K" lines={booked} keyOf={(each) => each.ride_id} onOpen={(each) => (looked.value = each)}>
          {(each) => <RideLine call={call} ride={each} />}
        </Lines>
      )}
      {(returns.answer.value ?? []).map((each) => <OpenReturnLine key={each.ride_id} call={call} sold={each} onDone={returns.again} />)}
      <h3>{say('card.trips')}</h3>
      {card.last_trips.length === 0 ? <p class="soft">{say('card.trips.none')}</p> : (
        <ul class="plain trips">
          {card.last_trips.map((each) => (
            <li key={each.ride_id}>
              <span class="soft">{spokenDate(each.service_date)}</span> {say('where.trip', { origin: placeName(call, each.origin), destination: placeName(call, each.destination) })}
            </li>
          ))}
        </ul>
      )}
      {looked.value ? <BookedRide call={call} ride={looked.value} onClose={() => (looked.value = undefined)} /> : null}
    </section>
  )
}

function RideLine({ call, ride }: { call: Call; ride: Ride }) {
  return (
    <>
      <strong>{spokenDate(ride.service_date)} {clockTime(ride.limits.pickup_from)}–{clockTime(ride.limits.pickup_until)}</strong>
      <span>{say('where.trip', { origin: placeName(call, ride.origin), destination: placeName(call, ride.destination) })}</span>
      <span class="soft">{ride.vehicle_id}{ride.expected_late_min > 0 ? ` ${say('late', { n: ride.expected_late_min })}` : ''}</span>
    </>
  )
}

/** A booked ride: changed or given up on the telephone. */
function BookedRide({ call, ride, onClose }: { call: Call; ride: Ride; onClose(): void }) {
  const { fault, run } = useDoing()
  const path = { area: area.value, service_date: ride.service_date, ride_id: ride.ride_id }
  const change = (): void => {
    closeSheet()
    call.instead.value = ride
    call.trip.value = ride
    const wanted = call.wanted.value
    if (wanted) call.wanted.value = { ...wanted, ...ride.party, date: ride.service_date, time: clockTime(ride.limits.pickup_from), back: 'none', backTime: '' }
    call.stage.value = 'when'
  }
  const cancel = (): void =>
    run(async () => {
      await asked(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/cancellation', { params: { path } }))
      await openCard(call, ride.rider_id)
      onClose()
    })
  return (
    <Sheet title={say('ride')} onClose={onClose}>
      <div class="stack">
        <p class="big">{spokenDate(ride.service_date)} {shortSpan(ride.limits.pickup_from, ride.limits.pickup_until)}</p>
        <p>{say('where.trip', { origin: placeName(call, ride.origin), destination: placeName(call, ride.destination) })}</p>
        <Fault fault={fault} />
        <div class="row">
          <KeyButton pressed="C" text={say('ride.change')} act={change} />
          <KeyButton pressed="X" text={say('ride.cancel')} class="grave" act={cancel} />
        </div>
      </div>
    </Sheet>
  )
}

/** A way home that waits for this call. */
function OpenReturnLine({ call, sold, onDone }: { call: Call; sold: OpenReturn; onDone(): void }) {
  const { fault, run } = useDoing()
  const path = { area: area.value, service_date: sold.service_date, ride_id: sold.ride_id }
  const fetch = (): void =>
    run(async () => {
      const answer = await asked(service.POST('/api/areas/{area}/open-returns/{service_date}/{ride_id}/call', { params: { path } }))
      if (answer.lapsed.length === 0) {
        call.taken.value = { rides: answer.rides, waiting: 0 }
        call.stage.value = 'booked'
      } else {
        const [fresh] = answer.lapsed
        call.outward.value = fresh && { answer: fresh, chosen: 0 }
        call.stage.value = 'offers'
      }
      onDone()
    })
  return (
    <div class="card">
      <p>{say('open-return', { ...spokenSpan(sold.window_from, sold.window_until), n: sold.longest_wait_min })}</p>
      <KeyButton pressed="F" alt text={say('open-return.call')} act={fetch} />
      <Fault fault={fault} />
    </div>
  )
}
