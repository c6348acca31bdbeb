// The clock of the service: it is what offers lapse by, and a demonstration's runs faster than the reader's own.
import { signal } from '@preact/signals'

const TICK_MS = 5000
const KEPT = 'noriai.clock' // for a page that is opened where there is no reception

export interface Heard {
  /** What the service said, and when it was heard by the device's own clock. */
  told_ms: number
  at_ms: number
  /** How many seconds of the service pass in one of the device's. */
  pace: number
}

function kept(): Heard {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Heard | null
    if (found !== null) return found
  } catch {
    // the device's own clock will do
  }
  return { told_ms: 0, at_ms: 0, pace: 1 }
}

let heard = kept()

/** What time it is where the service is, to the moment; for what is written down. */
export const exactly = (): Date => new Date(heard.told_ms + (Date.now() - heard.at_ms) * heard.pace)

/** The same for what is shown; changes every few seconds. */
export const now = signal(exactly())

/** What was heard of the time last, for a page that must know it after a dead battery too. */
export const heardTime = (): Heard => heard

/** What a page has kept of it, where that is newer: what a browser stores by itself may be lost with its power. */
export function recallTime(known: Heard): void {
  if (known.at_ms <= heard.at_ms) return
  heard = known
  now.value = exactly()
}

/** What the service said of the time with an answer. */
export function hearTime({ headers }: Response): void {
  const told_ms = Date.parse(headers.get('Service-Time') ?? '')
  if (Number.isNaN(told_ms)) return
  heard = { told_ms, at_ms: Date.now(), pace: Number(headers.get('Service-Pace') ?? 1) }
  localStorage.setItem(KEPT, JSON.stringify(heard))
  if (Math.abs(now.value.getTime() - told_ms) > TICK_MS) now.value = new Date(told_ms)
}

setInterval(() => {
  now.value = exactly()
}, TICK_MS)
