import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { Sentence } from '../parts/Sentence'
import { useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { now } from '../shell/clock'
import { go } from '../shell/route'
import { spokenDate, spokenSpan } from '../words/times'
import { Back } from './Back'
import { draft } from './draft'
import { listWaiting } from './kept'
import { RideLine } from './RideLine'
import { coming, loadRides, openReturns } from './rides'
import { area, calledBy } from './session'
import { say } from './words'

/** Everything that is booked: rides, ways back to call for, and what is waited for. */
export function Rides() {
  const doing = useDoing()
  useEffect(() => doing.run(loadRides), [])
  const waiting = listWaiting()
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('rides.title')}</h1>
      <Fault fault={doing.fault} again={() => doing.run(loadRides)} />
      {coming.value.length === 0 && openReturns.value.length === 0 && !doing.doing ? <p>{say('rides.none')}</p> : null}
      {coming.value.map((ride) => <RideLine key={ride.ride_id} ride={ride} />)}
      {openReturns.value.map((each) => <OpenReturn key={each.ride_id} sold={each} />)}
      {waiting.map(({ date, requestId }) => (
        <a key={requestId} class="button whole" href={`#/waiting/${date}/${requestId}`}>
          {say('rides.waiting')} {spokenDate(date)}
        </a>
      ))}
    </div>
  )
}

/** A way back without a time: called for here, or given up. */
function OpenReturn({ sold }: { sold: Wire['OpenReturnOut'] }) {
  const doing = useDoing()
  const path = { area: area(), service_date: sold.service_date, ride_id: sold.ride_id }
  const call = async (): Promise<void> => {
    const answer = await answerOf(service.POST('/api/areas/{area}/open-returns/{service_date}/{ride_id}/call', { params: { path } }))
    const [promised] = answer.rides
    const [instead] = answer.lapsed
    if (promised !== undefined) {
      go(`/rides/${promised.service_date}/${promised.ride_id}/booked`)
    } else if (instead !== undefined) {
      const { origin, destination, party } = sold
      draft.value = { origin, destination, party, wayBack: 'none', confirmed: [], outward: instead, lapsed: true }
      go('/book/offers')
    }
  }
  const giveUp = async (): Promise<void> => {
    await answerOf(service.POST('/api/areas/{area}/open-returns/{service_date}/{ride_id}/cancellation', { params: { path } }))
    await loadRides()
  }
  return (
    <section class="card" aria-label={say('rides.open')}>
      <h2>{say('rides.open')}</h2>
      <p class="big">{spokenDate(sold.window_from)} <Sentence text={say('rides.open.window', spokenSpan(sold.window_from, sold.window_until))} /></p>
      <p>{say('fromTo', { from: calledBy(sold.origin), to: calledBy(sold.destination) })}</p>
      <p>{say('rides.open.wait', { n: sold.longest_wait_min })}</p>
      <button type="button" class="main" disabled={now.value < new Date(sold.window_from)} onClick={() => doing.run(call)}>{say('rides.open.call')}</button>
      <button type="button" class="grave" onClick={() => doing.run(giveUp)}>{say('rides.open.giveUp')}</button>
      <Fault fault={doing.fault} />
    </section>
  )
}
