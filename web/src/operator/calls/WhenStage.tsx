import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Fault } from '../../parts/Fault'
import { useDoing } from '../../parts/asked'
import { now } from '../../shell/clock'
import { dateOf, daysFrom, spokenDate, spokenTime } from '../../words/times'
import { takeByEnter } from '../desk/keys'
import { say } from '../words'
import { Availability } from './Availability'
import { askFor, wishOf } from './asking'
import type { Call, Wanted, WayBack } from './calls'
import { readTime } from './typedTime'

const DAYS_SHOWN = 8
const COUNTED = ['seats', 'wheelchairs', 'walkers'] as const
const BACKS: readonly WayBack[] = ['none', 'at', 'open']

/** When, and how back: times as they are typed on the telephone, and in words what was understood. */
export function WhenStage({ call }: { call: Call }) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const { doing, fault, run } = useDoing()
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>('input[name=time]')?.focus(), [])
  const wanted = call.wanted.value
  if (wanted === undefined) return null
  const want = (part: Partial<Wanted>): void => { call.wanted.value = { ...wanted, ...part } }
  const today = dateOf(now.value)
  const wish = wishOf(wanted)
  const backRead = wanted.back === 'none' || readTime(wanted.backTime) !== undefined
  const ask = (event: Event): void => {
    event.preventDefault()
    const wrong = wish === undefined ? 'time' : backRead ? undefined : 'backTime'
    if (wrong !== undefined) form.current?.querySelector<HTMLInputElement>(`input[name=${wrong}]`)?.focus()
    else run(() => askFor(call))
  }
  const typeBack = (backTime: string): void => want({ backTime, back: backTime === '' ? 'none' : wanted.back === 'none' ? 'at' : wanted.back })
  return (
    <form class="stack" ref={form} onSubmit={ask} onKeyDown={takeByEnter}>
      <div class="when">
        <div class="field">
          <label for={`${id}d`}>{say('when.date')}</label>
          <select id={`${id}d`} value={wanted.date} onChange={(event) => want({ date: event.currentTarget.value })}>
            {Array.from({ length: DAYS_SHOWN }, (_, day) => daysFrom(today, day)).map((date) => <option key={date} value={date}>{spokenDate(date)}</option>)}
          </select>
        </div>
        <div class="field">
          <label for={`${id}t`}>{say('when.time')}</label>
          <input id={`${id}t`} name="time" inputMode="numeric" autocomplete="off" value={wanted.time} aria-describedby={`${id}h`} aria-invalid={wish === undefined && wanted.time !== ''}
            onInput={(event) => want({ time: event.currentTarget.value })} />
        </div>
        <div class="field">
          <label for={`${id}k`}>{say('when.kind')}</label>
          <select id={`${id}k`} value={wanted.kind} onChange={(event) => want({ kind: event.currentTarget.value as Wanted['kind'] })}>
            <option value="depart_after">{say('when.depart')}</option>
            <option value="arrive_by">{say('when.arrive')}</option>
          </select>
        </div>
        {call.instead.value ? null : (
          <>
            <div class="field">
              <label for={`${id}b`}>{say('when.back')}</label>
              <input id={`${id}b`} name="backTime" inputMode="numeric" autocomplete="off" value={wanted.backTime} aria-describedby={`${id}h`} aria-invalid={!backRead}
                onInput={(event) => typeBack(event.currentTarget.value)} />
            </div>
            <div class="field">
              <label for={`${id}o`}>{say('when.back.how')}</label>
              <select id={`${id}o`} value={wanted.back} onChange={(event) => want({ back: event.currentTarget.value as WayBack })}>
                {BACKS.map((each) => <option key={each} value={each}>{say(`when.back.${each}`)}</option>)}
              </select>
            </div>
          </>
        )}
      </div>
      <p class="understood" id={`${id}h`} aria-live="polite">{understood(wanted, wish?.at ?? undefined, wish !== undefined, backRead)}</p>
      <div class="row counts">
        {COUNTED.map((each) => (
          <div class="field" key={each}>
            <label for={`${id}${each}`}>{say(`when.${each}`)}</label>
            <input id={`${id}${each}`} type="number" min={0} max={9} value={wanted[each]} onInput={(event) => want({ [each]: Number(event.currentTarget.value) })} />
          </div>
        ))}
        <button class="main" aria-disabled={doing}>{say(doing ? 'when.asking' : 'when.ask')}</button>
      </div>
      <Fault fault={fault} />
      <Availability date={wanted.date} rider_id={call.card.value?.rider_id ?? ''} />
    </form>
  )
}

function understood(wanted: Wanted, at: string | undefined, readable: boolean, backReadable: boolean): string {
  if (!readable) return say('when.hint')
  const time = at === undefined ? '' : spokenTime(at)
  const date = spokenDate(wanted.date)
  const out = at === undefined ? say('when.now') : say(wanted.kind === 'arrive_by' ? 'when.by' : 'when.after', { date, time })
  if (wanted.back === 'none') return out
  if (!backReadable) return `${out} ${say('when.back.hint')}`
  const back = wishOf({ date: wanted.date, time: wanted.backTime, kind: 'depart_after' })?.at
  return `${out} ${say(wanted.back === 'open' ? 'when.back.said.open' : 'when.back.said', { time: back ? spokenTime(back) : '' })}`
}
