import { useSignal } from '@preact/signals'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { answerOf, service } from '../service/client'
import { now } from '../shell/clock'
import { spokenTime } from '../words/times'
import type { Call } from './ahead'
import { passengerOf, type Passenger } from './day'
import { pausing, step } from './deeds'
import { tablet } from './tablet'
import { tapFor, type Turn } from './turn'
import { say } from './words'

export interface RiderProps {
  ride: string
  kind: 'boarded' | 'alighted'
  call: Call
  turn: Turn
}

/** A rider by name, as the driver greets them. */
export function nameOf(ride: string): string {
  const who = passengerOf(ride)
  return who === undefined ? say('who.unknown') : say('who', { name: who.family_kana })
}

/** A rider at the next place: who, what help is needed, and what is tapped for them. */
export function Rider({ ride, kind, call, turn }: RiderProps) {
  const who = passengerOf(ride)
  const name = nameOf(ride)
  const { tap } = tapFor(kind, ride, call)
  return (
    <li class={`rider ${kind}`}>
      <div class="about">
        <p class="name">
          <span class="tag">{say(`who.${kind}`)}</span>
          <strong>{name}</strong>
          {who ? needsOf(who).map((need) => <span class="tag need" key={need}>{need}</span>) : null}
        </p>
        {who?.note ? <p class="note">{who.note}</p> : null}
      </div>
      <div class={`acts ${turn.here ? 'here' : ''}`}>
        {turn.here && turn.tap?.ride !== ride ? <button aria-disabled={pausing.value} onClick={tap}>{say(`step.${kind}`)}<span class="seen-by-readers-only"> {name}</span></button> : null}
        {kind === 'boarded' ? <Absent ride={ride} name={name} call={call} here={turn.here} {...(who ? { until: who.waits_until } : {})} /> : null}
      </div>
    </li>
  )
}

/** What help is needed, in a word each. */
function needsOf({ party, wheelchair, walker }: Passenger): string[] {
  const persons = party.seats + party.wheelchairs
  return [
    ...(persons > 1 ? [say('who.persons', { n: persons })] : []),
    ...(wheelchair ? [say('who.wheelchair')] : []),
    ...(walker ? [say('who.walker')] : []),
  ]
}

/** What can be done about somebody who is not there: telephone, wait as long as promised, then drive on. */
function Absent({ ride, name, call, here, until }: { ride: string; name: string; call: Call; here: boolean; until?: string }) {
  const { doing, fault, run } = useDoing()
  const connected = useSignal(false)
  const asked = useSignal(false)
  const connect = async (): Promise<void> => {
    const { area, vehicle_id } = tablet.peek() as NonNullable<typeof tablet.value>
    connected.value = false
    await answerOf(service.POST('/api/areas/{area}/vehicles/{vehicle_id}/calls', { params: { path: { area, vehicle_id } }, body: { ride_id: ride } }))
    connected.value = true
  }
  const waits = until !== undefined && Date.parse(until) > now.value.getTime()
  if (asked.value) {
    return (
      <div class="stack sure" role="group" aria-label={say('no_show.sure', { name })}>
        <p class="big">{say('no_show.sure', { name })}</p>
        <div class="row pair">
          <button class="whole" onClick={() => (asked.value = false)}>{say('no_show.no')}</button>
          <button class="whole grave main" onClick={() => step('no_show', call, ride)}>{say('no_show.yes')}</button>
        </div>
      </div>
    )
  }
  return (
    <>
      <button aria-disabled={doing} onClick={() => run(connect)}>{say('call')}<span class="seen-by-readers-only"> {name}</span></button>
      {!here ? null : waits ? (
        <p class="soft wait">{say('no_show.wait', { time: spokenTime(until) })}</p>
      ) : (
        <button class="grave" onClick={() => (asked.value = true)}>{say('step.no_show')}<span class="seen-by-readers-only"> {name}</span></button>
      )}
      <div role="status" class="told">{connected.value ? <p class="notice good">{say('call.going')}</p> : null}</div>
      <Fault fault={fault} />
    </>
  )
}
