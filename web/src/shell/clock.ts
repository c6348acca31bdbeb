// The clock of the service: it is what offers lapse by, and a demonstration's runs faster than the reader's own.
import { signal } from '@preact/signals'

const TICK_MS = 5000
const KEPT = 'noriai.ahead_ms' // for a page that is opened where there is no reception
let ahead_ms = Number(localStorage.getItem(KEPT) ?? 0)

/** What time it is where the service is, to the moment; for what is written down. */
export const exactly = (): Date => new Date(Date.now() + ahead_ms)

/** The same for what is shown; changes every few seconds. */
export const now = signal(exactly())

/** What the service said with an answer. */
export function hearTime(told: string | null): void {
  if (told === null) return
  const heard = Date.parse(told)
  if (Number.isNaN(heard)) return
  ahead_ms = heard - Date.now()
  localStorage.setItem(KEPT, String(ahead_ms))
  if (Math.abs(now.value.getTime() - heard) > TICK_MS) now.value = new Date(heard)
}

setInterval(() => {
  now.value = exactly()
}, TICK_MS)
