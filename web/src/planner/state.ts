// Who plans here, for which area, and what the service is like that they change.
import { signal } from '@preact/signals'
import { answerOf, Refused, service, type Wire } from '../service/client'
import { zone } from '../words/times'

export type Planning = Wire['PlanningOut']
export type Run = Wire['RunOut']
export type Day = Wire['DayIn']
export type Figures = Wire['FiguresOut']
export type Film = Wire['FilmOut']
/** `asking`: not known yet; `out`: nobody is signed in; `locked`: idle for long; `barred`: somebody else's page. */
export type Presence = 'asking' | 'out' | 'locked' | 'barred' | 'in'

const AREA = 'noriai.planner.area'

export const presence = signal<Presence>('asking')
export const areas = signal<readonly Wire['AreaOut'][]>([])
export const area = signal(localStorage.getItem(AREA) ?? '')
export const town = signal<Wire['ServiceOut'] | undefined>(undefined)
export const planning = signal<Planning | undefined>(undefined)
/** Why nobody could be let in, where that is no matter of signing in. */
export const arrivalFault = signal<unknown>(undefined)

const REFUSED: Readonly<Record<string, Presence>> = { unauthenticated: 'out', locked: 'locked', forbidden: 'barred', 'not-found': 'barred' }

/** Find out whether somebody may plan here, and what they begin from. */
export async function arrive(): Promise<void> {
  try {
    areas.value = await answerOf(service.GET('/api/areas'))
    if (!areas.value.some((each) => each.area === area.value)) area.value = areas.value[0]?.area ?? ''
    const params = { path: { area: area.value } }
    town.value = await answerOf(service.GET('/api/areas/{area}', { params }))
    zone.value = town.value.timezone
    planning.value = await answerOf(service.GET('/api/areas/{area}/planning', { params }))
    presence.value = 'in'
    arrivalFault.value = undefined
  } catch (fault) {
    notice(fault)
    if (presence.value === 'asking' || presence.value === 'in') arrivalFault.value = fault
  }
}

/** A session that ended or was locked is noticed wherever something was asked. */
export function notice(fault: unknown): void {
  if (fault instanceof Refused && fault.problem.code !== 'not-found') presence.value = REFUSED[fault.problem.code] ?? presence.value
  else if (fault instanceof Refused && presence.value === 'asking') presence.value = 'barred'
}

/** Ask something of the planner's own; who is not let in any more is asked to sign in. */
export async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (fault) {
    notice(fault)
    throw fault
  }
}

const ofRun = (run_id: string) => ({ params: { path: { area: area.value, run_id } } })

export const askRun = (id: string): Promise<Run> => asked(answerOf(service.GET('/api/areas/{area}/planning/runs/{run_id}', ofRun(id))))

// The client forgets how long a pair is; the description, from which these types come, does not.
export const askFigures = (id: string): Promise<Figures> =>
  asked(answerOf(service.GET('/api/areas/{area}/planning/runs/{run_id}/figures', ofRun(id)))) as Promise<unknown> as Promise<Figures>
export const askFilm = (id: string): Promise<Film> =>
  asked(answerOf(service.GET('/api/areas/{area}/planning/runs/{run_id}/film', ofRun(id)))) as Promise<unknown> as Promise<Film>
export const askDay = (date: string): Promise<Wire['DayFilmOut']> =>
  asked(answerOf(service.GET('/api/areas/{area}/planning/days/{service_date}/film', { params: { path: { area: area.value, service_date: date } } }))) as Promise<unknown> as Promise<Wire['DayFilmOut']>

export const removeRun = (id: string): Promise<unknown> => asked(answerOf(service.DELETE('/api/areas/{area}/planning/runs/{run_id}', ofRun(id))))
export const cancelRun = (id: string): Promise<Run> => asked(answerOf(service.POST('/api/areas/{area}/planning/runs/{run_id}/cancellation', ofRun(id))))

export function workFor(other: string): void {
  localStorage.setItem(AREA, other)
  area.value = other
  void arrive()
}

export async function signOut(): Promise<void> {
  await answerOf(service.POST('/api/sign-out')).catch(() => undefined)
  location.reload()
}

/** 9:05 of a service day; after midnight 25:30. */
export const clock = (at_s: number): string => `${Math.floor(at_s / 3600)}:${String(Math.floor(at_s / 60) % 60).padStart(2, '0')}`

/** Where a file of a run is. */
export const fileOf = (run: string, file: string): string =>
  `/api/areas/${encodeURIComponent(area.value)}/planning/runs/${run}/files/${file}`
