import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked, useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { said } from '../words/speaker'
import { spokenDate, spokenTime } from '../words/times'
import { Back } from './Back'
import { begin } from './draft'
import { area, calledBy, rider } from './session'
import { say } from './words'

const PAGE = 20

/** Rides of the past, the latest first, each to be booked again; and what the no-show record says. */
export function History() {
  const doing = useDoing()
  const rides = useSignal<Wire['PastRideOut'][]>([])
  const next = useSignal<string | null | undefined>(undefined)
  const path = { area: area(), rider_id: rider.value?.rider_id ?? '' }
  const more = async (): Promise<void> => {
    const query = { limit: PAGE, ...(next.value ? { before: next.value } : {}) }
    const page = await answerOf(service.GET('/api/areas/{area}/riders/{rider_id}/history', { params: { path, query } }))
    rides.value = [...rides.value, ...page.rides]
    next.value = page.next
  }
  useEffect(() => doing.run(more), [])
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('history.title')}</h1>
      <Fault fault={doing.fault} again={() => doing.run(more)} />
      {next.value !== undefined && rides.value.length === 0 ? <p>{say('history.none')}</p> : null}
      <ul class="plain stack">
        {rides.value.map((ride) => (
          <li key={ride.ride_id} class="card">
            <p class="big">{spokenDate(ride.limits.pickup_from)} {spokenTime(ride.boarded ?? ride.limits.pickup_from)}</p>
            <p>{say('fromTo', { from: calledBy(ride.origin), to: calledBy(ride.destination) })}</p>
            <p><span class="tag">{say(`ride.status.${ride.status}`)}</span></p>
            <button type="button" onClick={() => begin({ origin: ride.origin, destination: ride.destination })}>{say('ride.again')}</button>
          </li>
        ))}
      </ul>
      {next.value ? <button type="button" class="whole" onClick={() => doing.run(more)}>{say('history.more')}</button> : null}
      <Record path={path} />
    </div>
  )
}

/** The no-show record with what may be said against it; nothing where there is none. */
function Record({ path }: { path: { area: string; rider_id: string } }) {
  const asked = useAsked(() => answerOf(service.GET('/api/areas/{area}/riders/{rider_id}/standing', { params: { path } })), [path.rider_id])
  const standing = asked.answer.value
  if (standing === undefined || standing.record.length === 0) return null
  return (
    <section class="stack" aria-labelledby="record">
      <h2 id="record">{say('history.standing')}</h2>
      <p class="notice warn">{said({ ja: standing.sentence_ja, en: standing.sentence_en })}</p>
      {standing.record.map((entry) => <Entry key={entry.ride_id} entry={entry} area={path.area} again={asked.again} />)}
    </section>
  )
}

function Entry({ entry, area: areaName, again }: { entry: Wire['NoShowOut']; area: string; again(): void }) {
  const reason = useSignal('')
  const doing = useDoing()
  const appeal = async (): Promise<void> => {
    const path = { area: areaName, service_date: entry.service_date, ride_id: entry.ride_id }
    await answerOf(service.POST('/api/areas/{area}/no-shows/{service_date}/{ride_id}/appeal', { params: { path }, body: { reason: reason.value } }))
    again()
  }
  const field = `appeal-${entry.ride_id}`
  return (
    <div class="card">
      <p>{spokenDate(entry.service_date)}: {say(`history.${entry.kind}`)}</p>
      {entry.excused ? <p class="good">{say('history.excused')}</p> : entry.appealed ? <p>{say('history.appealed')}</p> : (
        <form class="stack" onSubmit={(event) => { event.preventDefault(); doing.run(appeal) }}>
          <label for={field}>{say('history.appeal')}</label>
          <textarea id={field} required maxLength={1000} rows={3} value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
          <button>{say('history.appeal.send')}</button>
          <Fault fault={doing.fault} />
        </form>
      )}
    </div>
  )
}
