import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Fault } from '../../parts/Fault'
import { useDoing } from '../../parts/asked'
import { Refused, service, type Wire } from '../../service/client'
import { spokenDate } from '../../words/times'
import { conditionsSaid } from '../board/BoardView'
import { board, boardDate, useBoard } from '../board/board'
import { area, asked, can } from '../../staff/session'
import { say } from '../board-words'
import { Consequences } from './Consequences'
import { DayActions } from './DayActions'
import { RoadReports } from './RoadReports'
import { TroubleForm } from './TroubleForm'
import { disruptionOf, filledIn, startAnew } from './trouble'
import './trouble.css'

/** What is looked at: what would come of it, or what has come of it. */
export interface Looked {
  readonly of: 'disruption' | 'undo'
  readonly found: Wire['ConsequencesOut']
  readonly done: boolean
}

/** Something went wrong: what it means for every rider first, then one action, and the way back from it. */
export function TroubleView() {
  useBoard()
  const looked = useSignal<Looked | undefined>(undefined)
  const heading = useRef<HTMLHeadingElement>(null)
  const { doing, fault, run } = useDoing()
  const date = boardDate()
  const path = { area: area.value, service_date: date }
  const conditions = board.value?.conditions ?? 'normal'
  const dispatches = can('preview-disruption')
  useEffect(() => {
    if (looked.value) heading.current?.focus()
  }, [looked.value])

  const given = () => {
    const filled = filledIn(board.value)
    const disruption = disruptionOf(filled)
    const reason = filled.reason.trim() || say(`trouble.${filled.kind}`)
    return disruption && { disruptions: [disruption], reason }
  }
  const show = (of: Looked['of'], done: boolean) => (found: Wire['ConsequencesOut']) => void (looked.value = { of, found, done })
  const preview = (): void => {
    const body = given()
    if (body) run(() => asked(service.POST('/api/areas/{area}/disruptions/{service_date}/preview', { params: { path }, body })).then(show('disruption', false)))
  }
  const previewUndo = (): void =>
    run(() => asked(service.POST('/api/areas/{area}/disruptions/{service_date}/undo/preview', { params: { path }, body: { reason: say('undo.reason') } })).then(show('undo', false)))
  const doIt = (): void =>
    run(async () => {
      const body = given()
      const { of, found } = looked.value ?? {}
      if (found === undefined) return
      const base_version = found.base_version
      try {
        if (of === 'undo') show('undo', true)(await asked(service.POST('/api/areas/{area}/disruptions/{service_date}/undo', { params: { path }, body: { reason: say('undo.reason'), base_version } })))
        else if (body) show('disruption', true)(await asked(service.POST('/api/areas/{area}/disruptions/{service_date}', { params: { path }, body: { ...body, base_version } })))
        startAnew()
      } catch (problem) {
        // The day has gone on since: what it means now must be looked at before it is done.
        if (problem instanceof Refused && problem.problem.code === 'gone-on') looked.value = undefined
        throw problem
      }
    })

  return (
    <div class="trouble">
      <div class="row apart head">
        <h1>{say('trouble.of', { date: spokenDate(date) })}</h1>
        {conditions === 'normal' ? null : <span class="tag warn">{conditionsSaid(conditions)}</span>}
      </div>
      <div class="left stack">
        {dispatches ? <TroubleForm board={board.value} doing={doing} onPreview={preview} onChange={() => (looked.value = undefined)} /> : <p class="notice">{say('trouble.not-yours')}</p>}
        <Fault fault={fault} />
        <RoadReports />
      </div>
      <div class="right stack">
        {looked.value ? (
          <Consequences looked={looked.value} heading={heading} doing={doing} onDo={doIt} onDrop={() => (looked.value = undefined)} />
        ) : (
          <p class="soft empty">{say('preview.none')}</p>
        )}
        <DayActions date={date} version={board.value?.version ?? 0} onUndo={previewUndo} />
      </div>
    </div>
  )
}
