// One run: how far it is, and then everything that came of it.
import { useState } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked, useDoing } from '../parts/asked'
import { go } from '../shell/route'
import { say as shared } from '../words/shell'
import { fullDate } from '../words/times'
import { Charts, Definitions, Headlines, UnmetMap } from './figures'
import { FilmView } from './FilmView'
import { RunChanges, RunProgress, useFollowed } from './RunsView'
import { askFigures, askFilm, askRun, fileOf, planning, removeRun, type Figures, type Film, type Run } from './state'
import { say } from './words'

const FILES = ['figures.csv', 'requests.csv', 'visits.csv'] as const

/** A run with its figures and its film. */
export interface Whole {
  run: Run
  figures: Figures
  film: Film
}

/** All that came of a run that is done. */
export async function askWhole(id: string): Promise<Whole> {
  const [run, figures, film] = await Promise.all([askRun(id), askFigures(id), askFilm(id)])
  return { run, figures, film }
}

export function RunView({ id }: { id: string }) {
  const found = useAsked(() => askRun(id), [id])
  const run = found.answer.value
  return (
    <>
      <Fault fault={found.fault.value} again={found.again} />
      {run === undefined ? <h1 class="soft">{shared('waiting')}</h1> : <OneRun run={run} put={(seen) => (found.answer.value = seen)} />}
    </>
  )
}

function OneRun({ run, put }: { run: Run; put(run: Run): void }) {
  useFollowed(run, put)
  return (
    <div class="stack wide">
      <p class="screen-only"><a class="back" href="#/">{say('back')}</a></p>
      <RunTitle run={run} />
      {run.state === 'failed' ? <p class="notice bad">{run.because}</p> : null}
      {run.state === 'cancelled' ? <p class="notice">{say('state.cancelled')}</p> : null}
      <RunProgress run={run} put={put} />
      {run.state === 'done' ? <Results id={run.run_id} /> : <RemoveButton run={run} />}
    </div>
  )
}

function RunTitle({ run }: { run: Run }) {
  const usual = planning.value?.usual
  return (
    <header class="stack run-title">
      <h1>{run.name}</h1>
      <p>{say('run.day', { date: fullDate(run.day.service_date), vehicles: run.day.vehicles, riders: run.day.riders, seed: run.day.seed })}</p>
      {usual ? <RunChanges run={run} usual={usual} /> : null}
    </header>
  )
}

function Results({ id }: { id: string }) {
  const whole = useAsked(() => askWhole(id), [id])
  const found = whole.answer.value
  if (found === undefined) return <><Fault fault={whole.fault.value} again={whole.again} />{whole.waiting.value ? <p role="status">{shared('waiting')}</p> : null}</>
  return <Shown whole={found} />
}

function Shown({ whole: { run, figures, film } }: { whole: Whole }) {
  const [films] = useState([{ name: run.name, film }])
  return (
    <>
      <section class="stack" aria-labelledby="glance-heading">
        <h2 id="glance-heading">{say('glance')}</h2>
        <Headlines figures={figures} />
      </section>
      <FilmView films={films} />
      <section class="stack" aria-labelledby="charts-heading">
        <h2 id="charts-heading">{say('charts')}</h2>
        <Charts figures={figures} />
      </section>
      <section class="stack" aria-labelledby="unmet-heading">
        <h2 id="unmet-heading">{say('unmet')}</h2>
        <UnmetMap figures={figures} />
      </section>
      <section class="stack" aria-labelledby="figures-heading">
        <h2 id="figures-heading">{say('figures')}</h2>
        <Definitions figures={figures} />
      </section>
      <section class="stack screen-only" aria-labelledby="files-heading">
        <h2 id="files-heading">{say('files')}</h2>
        <p class="soft">{say('files.how')}</p>
        <div class="row">
          <a class="button" href={fileOf(run.run_id, 'report.html')} target="_blank" rel="noopener">{say('files.report')}</a>
          {FILES.map((file) => <a class="button" key={file} href={fileOf(run.run_id, file)} download>{say(`files.${file}`)}</a>)}
          <button type="button" onClick={() => print()}>{say('files.print')}</button>
          <RemoveButton run={run} />
        </div>
      </section>
    </>
  )
}

function RemoveButton({ run }: { run: Run }) {
  const { doing, fault, run: work } = useDoing()
  const [sure, ask] = useState(false)
  const remove = (): void =>
    work(async () => {
      await removeRun(run.run_id)
      go('/')
    })
  return (
    <>
      <button type="button" class="grave" aria-disabled={doing} onClick={() => (sure ? remove() : ask(true))}>{say(sure ? 'run.remove.sure' : 'run.remove')}</button>
      <Fault fault={fault} />
    </>
  )
}
