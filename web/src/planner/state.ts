// What planners ask of the service: the one it is, runs, and days that were driven.
import { signal } from '@preact/signals'
import { answerOf, service, type Wire } from '../service/client'
import { area, asked } from '../staff/session'

export type Planning = Wire['PlanningOut']
export type Run = Wire['RunOut']
export type Day = Wire['DayIn']
export type Figures = Wire['FiguresOut']
export type Film = Wire['FilmOut']

/** What a run begins from; known before anything of the page is shown. */
export const planning = signal<Planning | undefined>(undefined)

export async function openPlanning(area: string): Promise<void> {
  planning.value = await answerOf(service.GET('/api/areas/{area}/planning', { params: { path: { area } } }))
}

const ofRun = (run_id: string) => ({ params: { path: { area: area.value, run_id } } })

export const askRun = (id: string): Promise<Run> => asked(service.GET('/api/areas/{area}/planning/runs/{run_id}', ofRun(id)))

// The client forgets how long a pair is; the description, from which these types come, does not.
export const askFigures = (id: string): Promise<Figures> =>
  asked(service.GET('/api/areas/{area}/planning/runs/{run_id}/figures', ofRun(id))) as Promise<unknown> as Promise<Figures>
export const askFilm = (id: string): Promise<Film> =>
  asked(service.GET('/api/areas/{area}/planning/runs/{run_id}/film', ofRun(id))) as Promise<unknown> as Promise<Film>
export const askDay = (date: string): Promise<Wire['DayFilmOut']> =>
  asked(service.GET('/api/areas/{area}/planning/days/{service_date}/film', { params: { path: { area: area.value, service_date: date } } })) as Promise<unknown> as Promise<Wire['DayFilmOut']>

export const removeRun = (id: string): Promise<unknown> => asked(service.DELETE('/api/areas/{area}/planning/runs/{run_id}', ofRun(id)))
export const cancelRun = (id: string): Promise<Run> => asked(service.POST('/api/areas/{area}/planning/runs/{run_id}/cancellation', ofRun(id)))

/** 9:05 of a service day; after midnight 25:30. */
export const clock = (at_s: number): string => `${Math.floor(at_s / 3600)}:${String(Math.floor(at_s / 60) % 60).padStart(2, '0')}`

/** Where a file of a run is. */
export const fileOf = (run: string, file: string): string =>
  `/api/areas/${encodeURIComponent(area.value)}/planning/runs/${run}/files/${file}`
