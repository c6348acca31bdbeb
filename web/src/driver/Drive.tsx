// The road: what comes next and its one tap, the map, what else may happen, and what was done last.
import { now } from '../shell/clock'
import { go } from '../shell/route'
import { spokenTime } from '../words/times'
import type { Call, Manifest } from './ahead'
import { book, isOpen, latest, revocable, shift, takeBack } from './book'
import { Cash } from './Cash'
import { ahead, redirected } from './day'
import { noted, pausing, step, wordOf } from './deeds'
import { hoursOf, MOST_DRIVING_MIN } from './hours'
import { Later, Next } from './Next'
import { nameOf } from './Rider'
import { long } from './Record'
import { RoadMap } from './RoadMap'
import { turnOf, type Tap } from './turn'
import { said } from '../words/speaker'
import { say } from './words'

const WARN_BEFORE_MIN = 30

export function Drive() {
  const manifest = ahead.value
  const begun = shift.value?.at ?? ''
  const hours = hoursOf(book.value, begun, now.value)
  if (manifest === undefined) return <h1>{say('next.none')}</h1>
  const turn = turnOf(manifest)
  const rested: Tap = { label: say('step.rest_over'), tap: () => step('rest_over', undefined) }
  const tap = hours.resting_since === undefined ? turn.tap : rested
  return (
    <div class="drive road">
      <div class="left">
        <div class="what">
          <Trouble />
          {hours.driving_min > MOST_DRIVING_MIN - WARN_BEFORE_MIN ? <p class="notice warn">{say('driving.long', { time: long(hours.driving_min) })}</p> : null}
          <section class="card next">
            {hours.resting_since === undefined ? <Next turn={turn} /> : <Resting since={hours.resting_since} />}
          </section>
          <Cash />
        </div>
        <div class="act">
          <Undo />
          {tap ? (
            <button class={`${turn.waits ? 'whole' : 'main'} step`} aria-disabled={pausing.value} onClick={tap.tap}>
              <span>{tap.label}</span>
              {tap.ride ? <span class="whom">{nameOf(tap.ride)}</span> : null}
            </button>
          ) : null}
        </div>
      </div>
      <div class="stack">
        <Beside manifest={manifest} resting={hours.resting_since !== undefined} />
        <RoadMap manifest={manifest} />
        <Later manifest={manifest} />
      </div>
    </div>
  )
}

function Resting({ since }: { since: string }) {
  const minutes = Math.floor((now.value.getTime() - Date.parse(since)) / 60_000)
  return (
    <div class="where">
      <p class="before"><strong>{say('resting.since', { time: spokenTime(since), n: Math.max(0, minutes) })}</strong></p>
      <h1>{say('resting')}</h1>
    </div>
  )
}

/** What may be needed at any time: the way, a road that is closed, a break while nobody waits. */
function Beside({ manifest, resting }: { manifest: Manifest; resting: boolean }) {
  const call = manifest.calls[0]
  const free = !resting && manifest.doing === 'standing' && manifest.aboard.length === 0
  return (
    <nav class="beside" aria-label={say('title')}>
      {call ? <a class="button" href={wayTo(call)}>{say('navigate')}</a> : null}
      <button onClick={() => go('/road')}>{say('road')}</button>
      {free ? <button onClick={() => step('rest_began', call?.rest ? call : undefined)}>{say('rest')}</button> : null}
    </nav>
  )
}

/** A geo link (RFC 5870): the navigation that the tablet has takes over. */
function wayTo({ place }: Call): string {
  const at = `${place.lat},${place.lon}`
  return `geo:${at}?q=${at}(${encodeURIComponent(place.name)})`
}

/** A change of plan, and the latest entry that the service could not carry out, until something else was done. */
function Trouble() {
  const last = latest((entry) => !isOpen(entry))
  const deed = last === undefined ? '' : wordOf(last.deed)
  const elsewhere = redirected.value
  return (
    <div role="status">
      {elsewhere && elsewhere.ms > (book.value.at(-1)?.tapped_ms ?? 0) ? <p class="notice warn big">{say('next.new', { place: elsewhere.place })}</p> : null}
      {last?.progress === 'kept' ? <p class="notice warn">{say('kept.notice', { deed })}</p> : null}
      {last?.progress === 'turned_down' ? <p class="notice bad">{say('turned_down.notice', { deed, why: last.said ? said(last.said) : '' })}</p> : null}
    </div>
  )
}

/** The slip of a finger, taken back as long as it has not left the tablet. */
function Undo() {
  const last = revocable.value
  return (
    <div class="undo" role="status">
      {last === undefined ? null : (
        <>
          <button onClick={() => void takeBack(last.id)}>{say('undo')}</button>
          <span>{noted(last)}</span>
        </>
      )}
    </div>
  )
}
