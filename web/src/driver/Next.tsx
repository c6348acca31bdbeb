// The next place, who boards and alights there, and what comes after it.
import { clockTime } from '../words/times'
import { isForNobody, type Call, type Manifest } from './ahead'
import { passengerOf } from './day'
import { Rider } from './Rider'
import type { Turn } from './turn'
import { say } from './words'

export function Next({ turn }: { turn: Turn }) {
  const { before, call, time, waits, here } = turn
  return (
    <>
      <div class="where">
        <p class="before">
          <span>{before}{call ? <strong> {howMany(call)}</strong> : null}</span>
          {time ? <strong>{time}</strong> : null}
        </p>
        <h1>{call?.place.name ?? before}</h1>
        {call && call.place.kana && !here ? <p class="kana soft">{call.place.kana}</p> : null}
      </div>
      {waits ? <p class="notice">{say('next.idle')}</p> : null}
      {call === undefined || isForNobody(call) || call.rest ? null : (
        <ul class="plain riders">
          {call.alighting.map((ride) => <Rider key={ride} ride={ride} kind="alighted" call={call} turn={turn} />)}
          {call.boarding.map((ride) => <Rider key={ride} ride={ride} kind="boarded" call={call} turn={turn} />)}
        </ul>
      )}
    </>
  )
}

/** How many parties there are to look after, where it is more than one. */
function howMany({ alighting, boarding }: Call): string {
  if (alighting.length + boarding.length < 2) return ''
  return [
    ...(alighting.length > 0 ? [say('next.alights', { n: alighting.length })] : []),
    ...(boarding.length > 0 ? [say('next.boards', { n: boarding.length })] : []),
  ].join('・')
}

const SHOWN = 4

/** What comes after the next place. */
export function Later({ manifest }: { manifest: Manifest }) {
  const later = manifest.calls.slice(1)
  if (later.length === 0) return null
  return (
    <section class="later" aria-labelledby="later">
      <h2 id="later">{say('later')}</h2>
      <ol class="plain">
        {later.slice(0, SHOWN).map((call, index) => (
          <li key={`${call.place.place_id}${call.begin}`}>
            <span class="time">{clockTime(call.begin)}</span>
            <span><strong>{call.place.name}</strong><br />{whatAt(call, index === later.length - 1)}</span>
          </li>
        ))}
      </ol>
      {later.length > SHOWN ? <p class="soft">{say('later.more', { n: later.length - SHOWN })}</p> : null}
    </section>
  )
}

function whatAt(call: Call, last: boolean): string {
  const name = (ride: string): string => passengerOf(ride)?.family_kana ?? '…'
  return [
    ...call.alighting.map((ride) => say('later.alights', { name: name(ride) })),
    ...call.boarding.map((ride) => say('later.boards', { name: name(ride) })),
    ...(call.rest ? [say('later.rest')] : isForNobody(call) ? [say(last ? 'later.end' : 'later.wait')] : []),
  ].join('・')
}
