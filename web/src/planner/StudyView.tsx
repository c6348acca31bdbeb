// One study: how far it is, and then its report, to read here, to print and to take home.
import { useEffect, useState } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked, useDoing } from '../parts/asked'
import { follow } from '../service/stream'
import { go } from '../shell/route'
import { say as shell } from '../words/shell'
import { area } from '../staff/session'
import { askStudy, cancelStudy, fileOfStudy, isOver, removeStudy, type Study } from './studies'
import { say } from './study-words'
import { say as shared } from './words'

export function StudyView({ id }: { id: string }) {
  const found = useAsked(() => askStudy(id), [id])
  const study = found.answer.value
  return (
    <>
      <Fault fault={found.fault.value} again={found.again} />
      {study === undefined ? <h1 class="soft">{shell('waiting')}</h1> : <OneStudy study={study} put={(seen) => (found.answer.value = seen)} />}
    </>
  )
}

function OneStudy({ study, put }: { study: Study; put(study: Study): void }) {
  useFollowedStudy(study, put)
  const { study_id: id, name } = study
  return (
    <div class="stack wide">
      <p class="screen-only"><a class="back" href="#/studies">{say('study.back')}</a></p>
      <h1>{name}</h1>
      {study.state === 'failed' ? <p class="notice bad">{study.because}</p> : null}
      {study.state === 'cancelled' ? <p class="notice">{shared('state.cancelled')}</p> : null}
      <StudyProgress study={study} put={put} />
      {study.state === 'done' ? (
        <>
          <p class="row">
            <a class="button main" href={fileOfStudy(id, 'report.html')} target="_blank" rel="noopener">{say('study.read')}</a>
            <a class="button" href={fileOfStudy(id, 'all.zip')} download>{say('study.take')}</a>
          </p>
          <p class="print-only">{say('study.on-paper')}</p>
          <iframe class="study-report" src={fileOfStudy(id, 'report.html')} title={say('study.report', { name })} sandbox="allow-scripts" />
        </>
      ) : null}
      <RemoveStudy id={id} />
    </div>
  )
}

/** How far a study has come, and a way to stop it; nothing once it is over. */
export function StudyProgress({ study, put }: { study: Study; put(study: Study): void }) {
  if (isOver(study)) return null
  const { progress } = study
  const cancel = async (): Promise<void> => put(await cancelStudy(study.study_id))
  return (
    <div class="row progress">
      <progress aria-label={say('study.progress', { name: study.name })} max={progress?.total || 1} {...(progress?.total ? { value: progress.answered } : {})} />
      <span>{toldOf(study)}</span>
      <button type="button" class="grave" onClick={() => void cancel().catch(() => undefined)}>{shared('run.cancel')}</button>
    </div>
  )
}

/** How far a study has come, in words; some do not know how much there is to do. */
function toldOf({ state, progress }: Study): string {
  if (progress === null) return state === 'waiting' ? shared('run.waits') : say('study.prepares')
  const { answered: n, total: of } = progress
  return of === 0 ? say('study.so-far', { n }) : say('study.at', { n, of })
}

/** Follows a study until it is over. */
export function useFollowedStudy(study: Study, put: (study: Study) => void): void {
  useEffect(() => {
    if (isOver(study)) return undefined
    const stream = follow<Study>(`/api/areas/${encodeURIComponent(area.value)}/planning/studies/${study.study_id}/live`, (seen) => {
      put(seen)
      if (isOver(seen)) stream.stop()
    })
    return () => stream.stop()
  }, [study.study_id, isOver(study)])
}

function RemoveStudy({ id }: { id: string }) {
  const { doing, fault, run } = useDoing()
  const [sure, ask] = useState(false)
  const remove = (): void =>
    run(async () => {
      await removeStudy(id)
      go('/studies')
    })
  return (
    <p>
      <button type="button" class="grave" aria-disabled={doing} onClick={() => (sure ? remove() : ask(true))}>{sure ? shared('run.remove.sure') : say('study.remove')}</button>
      <Fault fault={fault} />
    </p>
  )
}
