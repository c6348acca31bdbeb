// Fares to take: one tap for what is due, a large keypad for anything else.
import { useSignal } from '@preact/signals'
import { dueOf, owing, passengerOf, ahead } from './day'
import { take } from './deeds'
import { say as sayShared } from '../words/shell'
import { say } from './words'

const MOST_DIGITS = 5

/** Who pays now: whoever has left without paying, and whoever alights here. */
export function Cash() {
  const keypad = useSignal<string | undefined>(undefined)
  const manifest = ahead.value
  const leaving = manifest?.doing === 'arrived' ? (manifest.calls[0]?.alighting ?? []) : []
  const rides = [...new Set([...owing.value.map((each) => each.ride_id), ...leaving])].filter((ride) => dueOf(ride) > 0)
  if (rides.length === 0) return null
  return (
    <section class="card cash" aria-labelledby="cash">
      <h2 id="cash">{say('cash')}</h2>
      <ul class="plain stack">
        {rides.map((ride) => (
          <li key={ride} class="stack">
            <p><strong>{say('cash.of', { name: passengerOf(ride)?.family_kana ?? '' })}</strong></p>
            {keypad.value === ride ? (
              <Keypad ride={ride} onDone={() => (keypad.value = undefined)} />
            ) : (
              <div class="row pair">
                <button onClick={() => take(ride, dueOf(ride))}>{say('cash.take', { yen: dueOf(ride) })}</button>
                <button onClick={() => (keypad.value = ride)}>{say('cash.other')}</button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Keypad({ ride, onDone }: { ride: string; onDone(): void }) {
  const typed = useSignal('')
  const most = dueOf(ride)
  const yen = Number(typed.value)
  const fits = yen > 0 && yen <= most
  const press = (digit: number): void => {
    if (typed.value.length < MOST_DIGITS) typed.value = String(Number(typed.value + digit))
  }
  return (
    <div class="stack keypad" role="group" aria-label={say('cash.taken')}>
      <div class="row pair">
        <button onClick={onDone}>{sayShared('close')}</button>
        <button class="main" aria-disabled={!fits} onClick={() => { if (fits) { take(ride, yen); onDone() } }}>{say('cash.take', { yen })}</button>
      </div>
      <div class="keys">
        {[7, 8, 9, 4, 5, 6, 1, 2, 3, 0].map((digit) => (
          <button key={digit} onClick={() => press(digit)}>{digit}</button>
        ))}
        <button class="wide" onClick={() => (typed.value = typed.value.slice(0, -1))}>{say('key.back')}</button>
      </div>
      <p class="soft">{say('cash.most', { yen: most })}</p>
    </div>
  )
}
