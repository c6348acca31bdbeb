import { now } from '../shell/clock'
import { go } from '../shell/route'
import { clockTime, spokenTime } from '../words/times'
import { book, isOpen, shift, type Entry } from './book'
import { ahead, passengerOf } from './day'
import { wordOf } from './deeds'
import { hoursOf, MOST_DRIVING_MIN, MOST_DUTY_MIN } from './hours'
import { nameOf } from './Rider'
import { tablet } from './tablet'
import { hidden } from './whereabouts'
import { say } from './words'

/** 2時間5分. */
export const long = (minutes: number): string => say('record.long', { h: Math.floor(minutes / 60), m: minutes % 60 })

/** The shift so far: its hours against what is allowed, and every entry with how far it has got. */
export function Record() {
  const begun = shift.value?.at ?? ''
  const hours = hoursOf(book.value, begun, now.value)
  const rest = ahead.value?.calls.find((call) => call.rest)
  const of = (minutes: number, most: number): string => say('record.of', { time: long(minutes), most: long(most) })
  return (
    <div class="drive">
      <div class="stack wide">
        <h1>{say('record')}</h1>
        <section class="card" aria-labelledby="hours">
          <h2 id="hours">{say('record.hours')}</h2>
          <dl class="facts">
            <dt>{say('record.driving')}</dt><dd>{of(hours.driving_min, MOST_DRIVING_MIN)}</dd>
            <dt>{say('record.duty')}</dt><dd>{of(hours.duty_min, MOST_DUTY_MIN)}</dd>
            <dt>{say('record.rest')}</dt><dd>{long(hours.rest_min)}</dd>
            <dt>{say('record.next_rest')}</dt><dd>{rest ? `${spokenTime(rest.begin)} ${rest.place.name}` : say('record.no_rest')}</dd>
            <dt>{say('record.vehicle')}</dt><dd>{tablet.value?.vehicle_id}</dd>
          </dl>
        </section>
        {hidden.value ? <p class="notice">{say('record.hidden')}</p> : null}
        <button class="main" onClick={() => go('/')}>{say('record.back')}</button>
        <button class="whole" onClick={() => go('/end')}>{say('record.end')}</button>
      </div>
      <section class="entries" aria-labelledby="entries">
        <h2 id="entries">{say('record.entries')}</h2>
        {book.value.length === 0 ? <p>{say('record.none')}</p> : null}
        <ol class="plain" reversed>
          {[...book.value].reverse().map((entry) => (
            <li key={entry.id}>
              <span class="time">{clockTime(entry.at)}</span>
              <span>{wordOf(entry.deed)} {whom(entry)}</span>
              <span class={`tag ${toneOf(entry)}`}>{say(`record.${isOpen(entry) ? 'waiting' : (entry.progress as 'done' | 'kept' | 'turned_down')}`)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  )
}

/** The rider an entry is about, where the tablet still knows. */
function whom({ deed }: Entry): string {
  const ride = deed.what === 'report' || deed.what === 'cash' ? deed.ride_id : undefined
  return ride !== undefined && passengerOf(ride) !== undefined ? nameOf(ride) : ''
}

const toneOf = (entry: Entry): string => (isOpen(entry) || entry.progress === 'kept' ? 'warn' : entry.progress === 'done' ? 'good' : 'bad')
