// Studies: what is asked of the service about them.
import { service, type Wire } from '../service/client'
import { area, asked } from '../staff/session'

export type Study = Wire['StudyOut']
export type Question = Study['study']
export type Kind = Question['kind']
export type Levers = Wire['LeversIn']

export const KINDS: readonly Kind[] = ['comparison', 'sweep', 'winter', 'shifts', 'replay', 'fit', 'council']

const here = () => ({ params: { path: { area: area.value } } })
const of = (study_id: string) => ({ params: { path: { area: area.value, study_id } } })

export const askStudies = (): Promise<Wire['StudiesOut']> => asked(service.GET('/api/areas/{area}/planning/studies', here()))
export const askStudy = (id: string): Promise<Study> => asked(service.GET('/api/areas/{area}/planning/studies/{study_id}', of(id)))
export const orderStudy = (name: string, study: Question): Promise<Study> =>
  asked(service.POST('/api/areas/{area}/planning/studies', { ...here(), body: { name, study } }))
export const cancelStudy = (id: string): Promise<Study> => asked(service.POST('/api/areas/{area}/planning/studies/{study_id}/cancellation', of(id)))
export const removeStudy = (id: string): Promise<unknown> => asked(service.DELETE('/api/areas/{area}/planning/studies/{study_id}', of(id)))

export const isOver = (study: Study): boolean => study.state !== 'waiting' && study.state !== 'running'

/** Where a file of a study is. */
export const fileOfStudy = (id: string, file: 'report.html' | 'all.zip'): string =>
  `/api/areas/${encodeURIComponent(area.value)}/planning/studies/${id}/files/${file}`
