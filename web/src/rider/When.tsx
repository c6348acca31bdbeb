import { useSignal } from '@preact/signals'
import { Choices } from '../parts/Choices'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import type { Wire } from '../service/client'
import { go } from '../shell/route'
import { dateOf, momentOf, spokenDate } from '../words/times'
import { Back } from './Back'
import { alter, ask, draft, type WayBack } from './draft'
import { partyInWords } from './Party'
import { calledBy, town } from './session'
import { Slots, type Slot } from './Slots'
import { say } from './words'

const DAYS_SHOWN = 8
/** How long after the time a rider names they may still call to be fetched. */
const CALL_WITHIN_MIN = 90

const days = (): string[] => {
  const service = town.value
  if (service === undefined) return []
  return [...(service.runs_today ? [service.today] : []), ...service.next_service_days].slice(0, DAYS_SHOWN)
}

/** The second question: when. Who rides and from where stand beside it, as they usually are. */
export function When() {
  const { origin, destination, party, changes, wayBack } = draft.value
  const date = useSignal(changes?.date ?? (draft.value.wish?.at ? dateOf(draft.value.wish.at) : (days()[0] ?? '')))
  const arrive = useSignal(false)
  const doing = useDoing()
  if (origin === undefined || destination === undefined) return null

  const wish = (asked: Wire['WishIn']): void => {
    alter({ wish: asked })
    if (wayBack !== 'none') go('/book/back')
    else doing.run(ask)
  }
  const onSlot = ({ hour, minute }: Slot) =>
    wish({ kind: arrive.value ? 'arrive_by' : 'depart_after', at: momentOf(date.value, hour, minute) })
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('when.title')}</h1>
      <p class="big">{say('fromTo', { from: calledBy(origin), to: calledBy(destination) })}</p>
      <div role="status" class={doing.doing ? 'notice' : ''}>{doing.doing ? say('when.asking') : null}</div>
      <Fault fault={doing.fault} />
      {changes === undefined ? <Days chosen={date.value} onChoose={(day) => (date.value = day)} /> : <p>{spokenDate(date.value)}</p>}
      {changes === undefined ? (
        <Choices<WayBack>
          legend={say('when.back')}
          chosen={wayBack}
          choices={(['none', 'time', 'call'] as const).map((value) => ({ value, text: say(`when.back.${value}`) }))}
          onChoose={(chosen) => alter({ wayBack: chosen })}
        />
      ) : null}
      {date.value === town.value?.today ? (
        <button type="button" class="main" onClick={() => wish({ kind: 'now' })}>{say('when.now')}</button>
      ) : null}
      <Choices
        legend={say('when.kind')}
        chosen={arrive.value ? 'arrive' : 'depart'}
        choices={[{ value: 'depart', text: say('when.depart') }, { value: 'arrive', text: say('when.arrive') }]}
        onChoose={(kind) => (arrive.value = kind === 'arrive')}
      />
      <Slots date={date.value} onChoose={onSlot} />
      <div class="card">
        <p>{say('when.from', { name: calledBy(origin) })}</p>
        <a class="button whole" href="#/book/from" aria-label={`${say('when.change')}: ${say('from.title')}`}>{say('when.change')}</a>
        <p>{say('when.party', { party: partyInWords(party) })}</p>
        <a class="button whole" href="#/book/party" aria-label={`${say('when.change')}: ${say('party.title')}`}>{say('when.change')}</a>
      </div>
    </div>
  )
}

/** When the way back is to be, or about when the rider will call for it. */
export function WhenBack() {
  const { wish, wayBack } = draft.value
  const doing = useDoing()
  if (wish === undefined) return null
  const date = wish.at ? dateOf(wish.at) : (town.value?.today ?? '')
  const onSlot = ({ hour, minute }: Slot): void => {
    const from = momentOf(date, hour, minute)
    const until = hour * 60 + minute + CALL_WITHIN_MIN
    alter(
      wayBack === 'call'
        ? { window: { from, until: momentOf(date, Math.min(Math.floor(until / 60), 23), until % 60) } }
        : { backWish: { kind: 'depart_after', at: from } },
    )
    doing.run(ask)
  }
  return (
    <div class="stack wide">
      <Back />
      <h1>{say(wayBack === 'call' ? 'when.callTitle' : 'when.backTitle')}</h1>
      <div role="status" class={doing.doing ? 'notice' : ''}>{doing.doing ? say('when.asking') : null}</div>
      <Fault fault={doing.fault} />
      <Slots date={date} after={wish.at ?? undefined} onChoose={onSlot} />
    </div>
  )
}

function Days({ chosen, onChoose }: { chosen: string; onChoose(day: string): void }) {
  return (
    <fieldset class="stack">
      <legend>{say('when.day')}</legend>
      <div class="days">
        {days().map((day) => (
          <button key={day} type="button" aria-pressed={day === chosen} onClick={() => onChoose(day)}>{spokenDate(day, 'little')}</button>
        ))}
      </div>
    </fieldset>
  )
}
