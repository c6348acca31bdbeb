// What was done, in words, and the taps that write it down.
import { signal } from '@preact/signals'
import { clockTime } from '../words/times'
import { write, type Deed, type Entry } from './book'
import type { Call } from './ahead'
import { passengerOf } from './day'
import { say } from './words'

/** A deed as the driver reads it. */
export function wordOf(deed: Deed): string {
  switch (deed.what) {
    case 'report':
      return say(`step.${deed.kind}`)
    case 'cash':
      return say('record.cash', { yen: deed.yen })
    case 'road':
      return say('record.road', { why: say(`road.${deed.seen.hindrance}`) })
    case 'begin':
      return say('record.begin')
    case 'end':
      return say('record.ended')
  }
}

/** What is said right after it was written down. */
export const noted = (entry: Entry): string => say('noted', { time: clockTime(entry.at), deed: wordOf(entry.deed) })

type Step = Extract<Deed, { what: 'report' }>['kind']

/** A glove hits twice: what follows a tap at once is not meant. */
const PAUSE_MS = 700
export const pausing = signal(false)

function tapped(deed: Deed, from?: string): void {
  if (pausing.value) return
  pausing.value = true
  setTimeout(() => (pausing.value = false), PAUSE_MS)
  navigator.vibrate?.(60)
  void write(deed, from)
}

/** One tap: a step at a call. Who gets in before the promised time rides from that time on. */
export function step(kind: Step, call: Call | undefined, ride_id?: string): void {
  const place = call === undefined ? {} : { place_id: call.place.place_id }
  const promised = kind === 'boarded' && ride_id !== undefined ? passengerOf(ride_id)?.limits.pickup_from : undefined
  const from = promised === undefined ? undefined : new Date(promised).toISOString()
  tapped({ what: 'report', kind, ...place, ...(ride_id === undefined ? {} : { ride_id }) }, from)
}

/** One tap: cash that was taken. */
export const take = (ride_id: string, yen: number): void => tapped({ what: 'cash', ride_id, yen })
