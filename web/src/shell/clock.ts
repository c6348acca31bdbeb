// The clock of the service: it is what offers lapse by, and a demonstration's runs faster than the reader's own.
import { signal } from '@preact/signals'

const TICK_MS = 5000
let ahead_ms = 0

/** What time it is where the service is; changes every few seconds. */
export const now = signal(new Date())

/** What the service said with an answer. */
export function hearTime(told: string | null): void {
  if (told === null) return
  const heard = Date.parse(told)
  if (Number.isNaN(heard)) return
  ahead_ms = heard - Date.now()
  if (Math.abs(now.value.getTime() - heard) > TICK_MS) now.value = new Date(heard)
}

setInterval(() => {
  now.value = new Date(Date.now() + ahead_ms)
}, TICK_MS)
