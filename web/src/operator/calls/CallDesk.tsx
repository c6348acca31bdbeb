import { useEffect } from 'preact/hooks'
import type { Wire } from '../../service/client'
import { spokenTime } from '../../words/times'
import { KeyButton, useKey } from '../desk/keys'
import { say } from '../words'
import { answer, openCalls, ringing, turnTo } from './calls'
import { CallColumn } from './CallColumn'
import './calls.css'

/** Calls that ring above, and those that were answered beside each other. */
export function CallDesk() {
  const calls = openCalls.value
  useKey(calls.length > 1 ? ']' : undefined, say('calls.next'), () => turnTo(1))
  useKey(calls.length > 1 ? '[' : undefined, say('calls.before'), () => turnTo(-1))
  return (
    <div class="call-desk">
      <h1 class="seen-by-readers-only">{say('calls')}</h1>
      {calls.length === 0 ? (
        <div class="quiet-desk stack">
          <p class="big">{say('calls.none')}</p>
          <p class="soft">{say('calls.none.how')}</p>
        </div>
      ) : (
        <div class={`columns of-${Math.min(calls.length, 3)}`}>{calls.map((each) => <CallColumn key={each.id} call={each} />)}</div>
      )}
    </div>
  )
}

/** Who rings: in sight on every view, answered by one key. */
export function Ringing() {
  const [first, ...others] = ringing.value
  useEffect(() => {
    document.title = first === undefined ? say('title') : say('ringing.title', { name: nameOf(first) })
  }, [first])
  return (
    <div class="ringing" role="status">
      {first === undefined ? null : (
        <div class="row">
          <span class="bell" aria-hidden="true">●</span>
          <span><strong>{nameOf(first)}</strong> <span class="soft">{first.riders[0]?.kana} {spokenTime(first.called_at)}</span></span>
          <KeyButton pressed="A" text={say('ringing.answer')} alt={openCalls.value.length > 0} act={() => answer(first)} />
          {others.length > 0 ? <span>{say('ringing.others', { n: others.length, names: others.map(nameOf).join('、') })}</span> : null}
        </div>
      )}
    </div>
  )
}

const nameOf = (call: Wire['PhoneCallOut']): string => {
  const [first, second] = call.riders
  if (first === undefined) return say('ringing.unknown')
  return second === undefined ? first.name : say('ringing.household', { name: first.name })
}
