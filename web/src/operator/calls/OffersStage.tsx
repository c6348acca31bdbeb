import type { Signal } from '@preact/signals'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Fault } from '../../parts/Fault'
import { useDoing } from '../../parts/asked'
import type { Wire } from '../../service/client'
import { clockTime } from '../../words/times'
import { Key, KeyButton } from '../desk/keys'
import { say } from '../words'
import { askFor, chosenOf, joinWaitlist, offersOf, take } from './asking'
import type { Call, Part } from './calls'
import { Script } from './Script'
import { offersScript } from './script'

const CONFIRMABLE = ['DUPLICATE', 'TOO_SHORT'] as const

/** What can be had, as a script to read out; arrows choose, Enter books both ways at once. */
export function OffersStage({ call }: { call: Call }) {
  const stage = useRef<HTMLDivElement>(null)
  const { doing, fault, run } = useDoing()
  const [outward, back] = [call.outward.value, call.back.value]
  const yes = (): void => { if (takeable) run(() => take(call)) }
  const takeable = chosenOf(outward) !== undefined || chosenOf(back) !== undefined
  const refused = [outward, back].filter((part) => part?.answer.refusal != null)
  const warnings = CONFIRMABLE.filter((each) => refused.some((part) => part?.answer.refusal?.code === each))
  const full = refused.find((part) => part?.answer.refusal?.reason_class === 'capacity')
  useLayoutEffect(() => {
    const first = stage.current?.querySelector<HTMLElement>('[role=listbox], button')
    first?.focus()
  }, [outward?.answer.request_id, back?.answer.request_id])
  return (
    <div class="stack" ref={stage}>
      {call.taken.value ? <p class="notice warn">{say('offers.lapsed')}</p> : null}
      <Script sentences={offersScript(call)} />
      <div class="choosing">
        {outward ? <Offers label={say(call.instead.value ? 'offers.instead' : 'offers.outward')} part={call.outward} onYes={yes} /> : null}
        {back ? <Offers label={say('offers.back')} part={call.back} onYes={yes} /> : null}
      </div>
      <Fault fault={fault} />
      <div class="row">
        {takeable ? <button type="button" class="main" aria-disabled={doing} onClick={yes}>{say('offers.take')} <Key>Enter</Key></button> : null}
        {warnings.length > 0 ? <KeyButton pressed="Y" alt text={say('offers.confirm')} act={() => run(() => askFor(call, [...warnings]))} /> : null}
        {full ? <KeyButton pressed="W" alt text={say('offers.wait')} act={() => run(() => joinWaitlist(call, full))} /> : null}
        <KeyButton pressed="T" alt text={say('offers.time')} class="quiet" act={() => (call.stage.value = 'when')} />
      </div>
    </div>
  )
}

interface OffersProps {
  label: string
  part: Signal<Part | undefined>
  onYes(): void
}

/** One direction: its offers, and last that it is not wanted. */
function Offers({ label, part, onYes }: OffersProps) {
  const id = useId()
  const shown = part.value
  if (shown === undefined) return null
  const offers = offersOf(shown)
  if (offers.length === 0) return null
  const lines = offers.length + 1
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) part.value = { ...shown, chosen: (shown.chosen + step + lines) % lines }
    else if (event.key === 'Enter') onYes()
    else return
    event.preventDefault()
  }
  return (
    <div>
      <h3 id={`${id}h`}>{label}</h3>
      <ul role="listbox" class="plain offers" tabIndex={0} aria-labelledby={`${id}h`} aria-activedescendant={`${id}${shown.chosen}`} onKeyDown={onKeyDown}>
        {offers.map((offer, index) => <OfferLine key={offer.offer_id} id={`${id}${index}`} offer={offer} chosen={index === shown.chosen} onChoose={() => (part.value = { ...shown, chosen: index })} />)}
        <li id={`${id}${offers.length}`} role="option" aria-selected={shown.chosen === offers.length} onClick={() => (part.value = { ...shown, chosen: offers.length })}>
          {say('offers.none')}
        </li>
      </ul>
    </div>
  )
}

function OfferLine({ id, offer, chosen, onChoose }: { id: string; offer: Wire['OfferOut']; chosen: boolean; onChoose(): void }) {
  const [first] = offer.rides
  if (first === undefined) return null
  return (
    <li id={id} role="option" aria-selected={chosen} onClick={onChoose}>
      <span class="window">{clockTime(first.limits.pickup_from)}–{clockTime(first.limits.pickup_until)}</span>
      <span>{say('offers.arrive', { time: clockTime(first.limits.arrive_until) })}</span>
      <span class="tag">{say(`offer.${offer.kind}`)}</span>
      {offer.rides.length > 1 ? <span>{say('offers.split', { n: offer.rides.length })}</span> : null}
      {offer.walk_m > 0 ? <span>{say('offers.walk', { n: offer.walk_m, place: first.origin.name })}</span> : null}
    </li>
  )
}
