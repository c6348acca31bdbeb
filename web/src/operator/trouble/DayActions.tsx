import { Fault } from '../../parts/Fault'
import { useAsked } from '../../parts/asked'
import { service, type Wire } from '../../service/client'
import { clockTime } from '../../words/times'
import { KeyButton } from '../desk/keys'
import { area, asked, can } from '../../staff/session'
import { say } from '../board-words'

/** What was done to the day, by whom and why; the latest can be taken back. */
export function DayActions({ date, version, onUndo }: { date: string; version: number; onUndo(): void }) {
  const path = { area: area.value, service_date: date }
  const { answer, fault } = useAsked(() => asked(service.GET('/api/areas/{area}/disruptions/{service_date}', { params: { path } })), [date, version])
  const actions = [...(answer.value ?? [])].reverse()
  const latest = actions.find((each) => each.undoes === null && !each.undone)
  return (
    <section aria-label={say('actions')}>
      <div class="row apart">
        <h2>{say('actions')}</h2>
        {latest && can('undo') ? <KeyButton pressed="U" text={say('undo')} act={onUndo} /> : null}
      </div>
      <Fault fault={fault.value} />
      {actions.length === 0 ? <p class="soft">{say('actions.none')}</p> : (
        <ol class="plain actions">
          {actions.map((each) => (
            <li key={each.first_version} class={each.undone ? 'undone' : ''}>
              <span>{clockTime(each.at)}</span>
              <strong>{each.undoes === null ? doneSaid(each) : say('actions.undo')}</strong>
              <span class="soft">{say('actions.by', { who: each.actor.replace(/^staff /, '') })}</span>
              <span>{say('actions.counts', { kept: each.kept, moved: Object.keys(each.moved).length, calls: Object.keys(each.needs_call).length })}</span>
              {each.undone ? <span class="tag">{say('actions.undone')}</span> : null}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

const FACTS = ['VehicleWithdrawn', 'VehicleReturned', 'VehicleDelayed', 'ConditionsChanged', 'RidePinned', 'RideUnpinned', 'PromiseOverridden'] as const

/** What was done, and why. */
function doneSaid({ what, reason }: Wire['ActionOut']): string {
  const facts = FACTS.filter((each) => what.includes(each)).map((each) => say(`did.${each}`))
  return [...facts, reason].filter((each) => each !== '').join(': ')
}
