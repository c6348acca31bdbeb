import { useLayoutEffect, useRef } from 'preact/hooks'
import { Key, KeyButton } from '../desk/keys'
import { say } from '../words'
import { hangUp, type Call } from './calls'
import { Script } from './Script'
import { bookedScript } from './script'
import { openCard } from './WhoStage'

/** Booked: read back what was promised, then the next call, or another trip of the same caller. */
export function BookedStage({ call }: { call: Call }) {
  const over = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    over.current?.focus()
    const rider = call.card.peek()?.rider_id
    if (rider !== undefined) void openCard(call, rider) // their card has the new ride on it
  }, [])
  const another = (): void => {
    for (const gone of [call.trip, call.outward, call.back, call.taken, call.instead]) gone.value = undefined
    const wanted = call.wanted.value
    if (wanted) call.wanted.value = { ...wanted, time: '', back: 'none', backTime: '' }
    call.stage.value = 'where'
  }
  const good = (call.taken.value?.rides.length ?? 0) > 0 || (call.taken.value?.waiting ?? 0) > 0
  return (
    <div class="stack">
      <p class={good ? 'notice good' : 'notice warn'} role="status">{say(good ? 'booked' : 'booked.nothing')}</p>
      <Script sentences={bookedScript(call)} />
      <div class="row">
        <button type="button" class="main" ref={over} onClick={() => hangUp(call)}>{say('booked.over')} <Key>Enter</Key></button>
        <KeyButton pressed="M" alt text={say('booked.another')} act={another} />
      </div>
      <p class="soft">{say('booked.machine', { s: (call.machine_ms.value / 1000).toFixed(1) })}</p>
    </div>
  )
}
