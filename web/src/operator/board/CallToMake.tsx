import { Fault } from '../../parts/Fault'
import { useAsked, useDoing } from '../../parts/asked'
import { service } from '../../service/client'
import { said } from '../../words/speaker'
import { answer, type Waiting } from '../calls/calls'
import { Script } from '../calls/Script'
import { numberAsDialled } from '../../words/numbers'
import { KeyButton } from '../desk/keys'
import { area, asked, can } from '../../staff/session'
import { Sheet } from '../desk/Sheet'
import { say } from '../board-words'
import { board, boardDate, tasks, type Task } from './board'

const OUTCOMES = [['1', 'reached'], ['2', 'unreachable'], ['3', 'not_needed']] as const

/** A call to make: the number, what is said, and what came of it. */
export function CallToMake({ task, onClose }: { task: Task; onClose(): void }) {
  const { fault, run } = useDoing()
  const opens = can('open-rider')
  const card = useAsked(async () => {
    if (!opens) return undefined
    const params = { path: { area: area.value, rider_id: task.rider_id }, query: { purpose: 'call-back' as const } }
    return asked(service.GET('/api/areas/{area}/riders/{rider_id}/card', { params }))
  }, [task.task_id])
  const done = (outcome: (typeof OUTCOMES)[number][1]): void =>
    run(async () => {
      const path = { area: area.value, service_date: boardDate() }
      await asked(service.POST('/api/areas/{area}/board/{service_date}/tasks/done', { params: { path }, body: { task_id: task.task_id, outcome } }))
      tasks.value = tasks.value.filter((each) => each.task_id !== task.task_id)
      onClose()
    })
  const profile = card.answer.value?.profile
  return (
    <Sheet title={task.rider?.name ?? task.rider_id} onClose={onClose}>
      <div class="stack">
        <p class="big phone">{profile ? numberAsDialled(profile.phone) : task.rider?.phone}</p>
        {profile?.contact_phone ? <p>{say('task.also', { phone: numberAsDialled(profile.contact_phone) })}</p> : null}
        <Script sentences={[said(task.said)]} />
        <Fault fault={fault ?? card.fault.value} />
        <div class="row">
          {OUTCOMES.map(([pressed, outcome]) => <KeyButton key={outcome} pressed={pressed} text={say(`task.${outcome}`)} act={() => done(outcome)} />)}
        </div>
        {opens && task.rider ? <KeyButton pressed="O" text={say('task.open')} class="quiet" act={() => { onClose(); answer(undefined, task.rider ?? undefined, roomFor(task.rider_id)) }} /> : null}
      </div>
    </Sheet>
  )
}

/** What somebody waits for who is to be told of room. */
function roomFor(rider_id: string): Waiting | undefined {
  const shown = board.value
  const found = shown?.waitlist.find((each) => each.rider_id === rider_id && each.offered_until !== null)
  return shown && found && { ...found, service_date: shown.service_date }
}
