// The board of a day, followed as it changes; the calls to make with whom they go to.
import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { follow, type StreamState } from '../../service/stream'
import { service, type Wire } from '../../service/client'
import { now } from '../../shell/clock'
import { dateOf, daysFrom } from '../../words/times'
import { area, arrive, asked } from '../../staff/session'

export type Board = Wire['BoardOut']
export type Ride = Wire['RideOut']
export type Vehicle = Wire['VehicleOut']
export type Task = Wire['TaskOut']

/** The day that is looked at; today until another one is chosen. */
const chosen = signal('')
export const boardDate = (): string => chosen.value || dateOf(now.value)
export const board = signal<Board | undefined>(undefined)
export const boardState = signal<StreamState>('opening')
export const tasks = signal<readonly Task[]>([])

/** Look at the day before or after. */
export function turnDay(days: number): void {
  const turned = daysFrom(boardDate(), days)
  chosen.value = turned === dateOf(now.value) ? '' : turned
}

/** Follow the board of the day that is looked at, while something shows it. */
export function useBoard(): void {
  const [here, date] = [area.value, boardDate()]
  useEffect(() => {
    board.value = undefined
    const stream = follow<Board>(`/api/areas/${here}/board/${date}/live`, (told) => (board.value = told))
    const stop = effect(() => {
      boardState.value = stream.state.value
      if (stream.state.value === 'over') void arrive() // locked, or ended
    })
    return () => {
      stop()
      stream.stop()
    }
  }, [here, date])
}

/** Keep the list of calls to make: asked for anew when the board has others. */
export function useTasks(): void {
  const date = boardDate()
  const shown = board.value?.tasks.map((each) => each.task_id).join()
  useEffect(() => {
    if (shown === undefined) return
    const path = { area: area.value, service_date: date }
    void asked(service.GET('/api/areas/{area}/board/{service_date}/tasks', { params: { path } })).then(
      (found) => (tasks.value = found.filter((each) => each.outcome === null)),
      () => undefined,
    )
  }, [shown, date])
}

/** The rides still to be carried, of one vehicle or of all, with whose they are. */
export const listRides = (vehicle_id?: string): Promise<Wire['DayRideOut'][]> =>
  asked(service.GET('/api/areas/{area}/board/{service_date}/rides', {
    params: { path: { area: area.value, service_date: boardDate() }, query: vehicle_id === undefined ? {} : { vehicle_id } },
  }))
