import { useSignal } from '@preact/signals'
import { said } from '../../words/speaker'
import { say as shared } from '../../words/shell'
import { clockTime, spokenDate } from '../../words/times'
import { KeyButton } from '../desk/keys'
import { Lines } from '../desk/Lines'
import { say } from '../board-words'
import { BoardMap } from './BoardMap'
import { board, boardDate, boardState, tasks, turnDay, useBoard, useTasks, type Ride, type Task, type Vehicle } from './board'
import { CallToMake } from './CallToMake'
import { Panel } from './Panel'
import { Printed } from './Printed'
import { RideByHand } from './RideByHand'
import { RidesOf } from './RidesOf'
import { WaitingList } from './WaitingList'
import './board.css'

/** The day at a glance: vehicles on the map and in words, and who needs somebody's attention. */
export function BoardView() {
  useBoard()
  useTasks()
  const vehicle = useSignal<string | undefined>(undefined)
  const ride = useSignal<Ride | undefined>(undefined)
  const task = useSignal<Task | undefined>(undefined)
  const shown = board.value
  const date = boardDate()
  return (
    <div class="board">
      <div class="row apart head">
        <h1>{say('board.of', { date: spokenDate(date) })}</h1>
        <div class="row">
          {shown && shown.conditions !== 'normal' ? <span class="tag warn">{conditionsSaid(shown.conditions)}</span> : null}
          {boardState.value === 'lost' ? <span class="tag bad">{say('board.lost')}</span> : null}
          <KeyButton pressed="[" text={say('board.day-before')} class="quiet" act={() => turnDay(-1)} />
          <KeyButton pressed="]" text={say('board.day-after')} class="quiet" act={() => turnDay(1)} />
          <KeyButton pressed="P" text={say('board.rides')} act={() => (vehicle.value = '')} />
        </div>
      </div>
      <Printed />
      {shown === undefined ? (
        <p class="soft">{boardState.value === 'over' ? say('board.closed') : shared('waiting')}</p>
      ) : (
        <>
          <div class="left">
            <BoardMap board={shown} />
            <Panel title={say('vehicles')} count={shown.vehicles.length} pressed="V">
              <Lines label={say('vehicles')} pressed="V" lines={shown.vehicles} keyOf={(each) => each.vehicle_id} onOpen={(each) => (vehicle.value = each.vehicle_id)}>
                {(each) => <VehicleLine vehicle={each} />}
              </Lines>
            </Panel>
          </div>
          <div class="right">
            <Panel title={say('tasks')} count={tasks.value.length} pressed="C" tone="bad">
              <Lines label={say('tasks')} pressed="C" lines={tasks.value} keyOf={(each) => each.task_id} onOpen={(each) => (task.value = each)}>
                {(each) => (
                  <>
                    <strong>{each.rider?.name ?? each.rider_id}</strong>
                    <span>{say(causeKey(each.cause))}</span>
                    <span class="soft">{clockTime(each.opened_at)}</span>
                    <span class="print-only">{each.rider?.phone}</span>
                    <span class="print-only saying">{said(each.said)}</span>
                  </>
                )}
              </Lines>
            </Panel>
            <Panel title={say('late')} count={shown.late.length} pressed="L" tone="warn">
              <RideLines label={say('late')} pressed="L" rides={shown.late} onOpen={(each) => (ride.value = each)} />
            </Panel>
            <Panel title={say('unassigned')} count={shown.unassigned.length} pressed="U" tone="bad">
              <RideLines label={say('unassigned')} pressed="U" rides={shown.unassigned} onOpen={(each) => (ride.value = each)} />
            </Panel>
            <WaitingList board={shown} />
          </div>
        </>
      )}
      {vehicle.value === undefined ? null : <RidesOf vehicle_id={vehicle.value} onClose={() => (vehicle.value = undefined)} />}
      {ride.value ? <RideByHand ride={ride.value} onClose={() => (ride.value = undefined)} /> : null}
      {task.value ? <CallToMake task={task.value} onClose={() => (task.value = undefined)} /> : null}
    </div>
  )
}

const CONDITIONS = { snow: 'snow', heavy_snow: 'heavy_snow', halt: 'halt' } as const
/** The conditions in words: a level of snow, or that roads are closed. */
export function conditionsSaid(name: string): string {
  const level = CONDITIONS[name as keyof typeof CONDITIONS]
  return say(level === undefined ? 'conditions.other' : `snow.${level}`)
}

const CAUSES = ['no_vehicle', 'no_road', 'service_halted', 'stranded', 'set_down_elsewhere', 'waitlist_offer'] as const
export function causeKey(cause: string): `cause.${(typeof CAUSES)[number] | 'notice'}` {
  const known = CAUSES.find((each) => each === cause)
  return known === undefined ? 'cause.notice' : `cause.${known}`
}

function RideLines({ label, pressed, rides, onOpen }: { label: string; pressed: string; rides: readonly Ride[]; onOpen(ride: Ride): void }) {
  return (
    <Lines label={label} pressed={pressed} lines={rides} keyOf={(each) => each.ride_id} onOpen={onOpen}>
      {(each) => (
        <>
          <strong>{clockTime(each.limits.pickup_from)}–{clockTime(each.limits.pickup_until)}</strong>
          <span>{say('trip', { origin: each.origin.name, destination: each.destination.name })}</span>
          <span class="soft">{each.vehicle_id}</span>
          {each.expected_late_min > 0 ? <span class="tag warn">{say('late.by', { n: each.expected_late_min })}</span> : null}
        </>
      )}
    </Lines>
  )
}

function VehicleLine({ vehicle }: { vehicle: Vehicle }) {
  const [next] = vehicle.next_calls
  return (
    <>
      <strong>{vehicle.vehicle_id}</strong>
      <span class={`tag ${vehicle.withdrawn === null ? '' : 'bad'}`}>{say(`doing.${vehicle.doing}`)}</span>
      <span>{vehicle.withdrawn ?? (next === undefined ? say('vehicle.idle') : nextSaid(next))}</span>
      <span class="soft">{say('vehicle.load', { aboard: vehicle.aboard.length, calls: vehicle.calls_left })}</span>
    </>
  )
}

function nextSaid(next: Vehicle['next_calls'][number]): string {
  if (next.rest) return say('call.rest', { time: clockTime(next.begin), place: next.place.name })
  const what = [
    next.boarding.length > 0 ? say('call.boarding', { n: next.boarding.length }) : '',
    next.alighting.length > 0 ? say('call.alighting', { n: next.alighting.length }) : '',
  ]
  return say('call.next', { time: clockTime(next.begin), place: next.place.name, what: what.join(' ') })
}
