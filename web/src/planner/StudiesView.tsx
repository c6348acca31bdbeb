// Every study that is kept, and the form for another.
import { Fault } from '../parts/Fault'
import { useAsked } from '../parts/asked'
import { clockTime } from '../words/times'
import { StudyForm } from './StudyForm'
import { StudyProgress, useFollowedStudy } from './StudyView'
import { area } from '../staff/session'
import type { Planning } from './state'
import { askStudies, type Study } from './studies'
import { say } from './study-words'
import { say as shared } from './words'

export function StudiesView({ planning }: { planning: Planning }) {
  const found = useAsked(askStudies, [area.value])
  const answer = found.answer.value
  const put = (study: Study): void => {
    const known = found.answer.peek()
    if (known === undefined) return
    const others = known.studies.filter(({ study_id }) => study_id !== study.study_id)
    const studies = others.length < known.studies.length ? known.studies.map((each) => (each.study_id === study.study_id ? study : each)) : [study, ...others]
    found.answer.value = { ...known, studies }
  }
  return (
    <>
      <h1>{say('studies')}</h1>
      <p>{say('studies.how')}</p>
      <Fault fault={found.fault.value} again={found.again} />
      {answer === undefined ? null : (
        <div class="desk">
          <StudyForm recorded={answer.recorded} {...twoDays(planning)} ordered={put} />
          <ul class="runs plain stack wide" aria-label={say('studies')}>
            {answer.studies.length === 0 ? <li>{say('studies.none')}</li> : null}
            {answer.studies.map((study) => <StudyCard key={study.study_id} study={study} put={put} />)}
          </ul>
        </div>
      )}
    </>
  )
}

function StudyCard({ study, put }: { study: Study; put(study: Study): void }) {
  useFollowedStudy(study, put)
  return (
    <li class="card run">
      <div class="row apart">
        <h2>{study.state === 'done' ? <a href={`#/studies/${study.study_id}`}>{study.name}</a> : study.name}</h2>
        <span class={`tag ${study.state === 'failed' ? 'bad' : study.state === 'done' ? 'good' : ''}`}>{shared(`state.${study.state}`)}</span>
      </div>
      <p class="soft">{say(`kind.${study.study.kind}`)} ・ {say('study.ordered', { at: clockTime(study.ordered_at) })}</p>
      {study.state === 'failed' ? <p class="bad">{study.because}</p> : null}
      <StudyProgress study={study} put={put} />
    </li>
  )
}

/** A day in July and one in January, as near as the calendar of the service reaches. */
function twoDays({ usual, first_date, last_date, no_service }: Planning): { summer: string; winter: string } {
  const within = (day: string): string => (last_date && day > last_date ? last_date : first_date && day < first_date ? first_date : day)
  const year = Number(usual.service_date.slice(0, 4))
  const served = (day: string): string => (no_service.includes(within(day)) ? usual.service_date : within(day))
  return { summer: served(`${year + 1}-07-15`), winter: served(`${year + 1}-01-20`) }
}
