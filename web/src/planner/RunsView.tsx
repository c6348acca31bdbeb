// The first view: order a run, see those there are, choose two to compare, or look at a real day.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked } from '../parts/asked'
import { service } from '../service/client'
import { follow } from '../service/stream'
import { go } from '../shell/route'
import { clockTime, fullDate, spokenDate } from '../words/times'
import { changesOf, RunForm } from './RunForm'
import { area, asked } from '../staff/session'
import { cancelRun, clock, type Planning, type Run } from './state'
import { say } from './words'

const over = (run: Run): boolean => run.state !== 'waiting' && run.state !== 'running'

export function RunsView({ planning }: { planning: Planning }) {
  const runs = useAsked(() => asked(service.GET('/api/areas/{area}/planning/runs', { params: { path: { area: area.value } } })), [area.value])
  const chosen = useSignal<readonly string[]>([])
  const listed = runs.answer.value ?? []
  const put = (run: Run): void => {
    const others = (runs.answer.peek() ?? []).filter(({ run_id }) => run_id !== run.run_id)
    const known = others.length < (runs.answer.peek() ?? []).length
    runs.answer.value = known ? (runs.answer.peek() ?? []).map((each) => (each.run_id === run.run_id ? run : each)) : [run, ...others]
  }
  const choose = (id: string): void => {
    const kept = chosen.value.filter((each) => each !== id)
    chosen.value = kept.length < chosen.value.length ? kept : [...kept.slice(-1), id]
  }
  const [one, other] = chosen.value
  return (
    <>
      <h1>{say('title')}</h1>
      <div class="desk">
        <RunForm planning={planning} ordered={put} />
        <div class="stack wide">
          <section class="stack" aria-labelledby="runs-heading">
            <div class="row apart">
              <h2 id="runs-heading">{say('runs')}</h2>
              <button type="button" aria-disabled={other === undefined} onClick={() => other !== undefined && go(`/compare/${one}/${other}`)}>{say('compare.do')}</button>
            </div>
            <Fault fault={runs.fault.value} again={runs.again} />
            {listed.length === 0 && !runs.waiting.value ? <p>{say('runs.none')}</p> : null}
            <ul class="runs plain stack">
              {listed.map((run) => (
                <RunCard key={run.run_id} run={run} planning={planning} chosen={chosen.value.includes(run.run_id)} put={put} choose={() => choose(run.run_id)} />
              ))}
            </ul>
          </section>
          <section class="stack" aria-labelledby="days-heading">
            <h2 id="days-heading">{say('days')}</h2>
            <p class="soft">{say('days.how')}</p>
            {planning.days.length === 0 ? <p>{say('days.none')}</p> : null}
            <ul class="plain row">
              {planning.days.map((day) => <li key={day}><a class="button" href={`#/days/${day}`}>{spokenDate(day)} <span class="soft">{fullDate(day)}</span></a></li>)}
            </ul>
          </section>
        </div>
      </div>
    </>
  )
}

interface CardProps {
  run: Run
  planning: Planning
  chosen: boolean
  put(run: Run): void
  choose(): void
}

function RunCard({ run, planning, chosen, put, choose }: CardProps) {
  useFollowed(run, put)
  return (
    <li class="card run">
      <div class="row apart">
        <h3>{run.state === 'done' ? <a href={`#/runs/${run.run_id}`}>{run.name}</a> : run.name}</h3>
        <span class={`tag ${run.state === 'failed' ? 'bad' : run.state === 'done' ? 'good' : ''}`}>{say(`state.${run.state}`)}</span>
      </div>
      <p class="soft">{say('run.facts', { date: fullDate(run.day.service_date), vehicles: run.day.vehicles, riders: run.day.riders, seed: run.day.seed, at: clockTime(run.ordered_at) })}</p>
      <RunChanges run={run} usual={planning.usual} />
      {run.state === 'failed' ? <p class="bad">{run.because}</p> : null}
      <RunProgress run={run} put={put} />
      {run.state === 'done' ? (
        <label class="choice"><input type="checkbox" checked={chosen} onChange={choose} />{say('compare.choose')}</label>
      ) : null}
    </li>
  )
}

/** What a run changes, unless its name says just that. */
export function RunChanges({ run, usual }: { run: Run; usual: Planning['usual'] }) {
  const changes = changesOf(run.day, usual).join('、') || say('run.usual')
  return changes === run.name ? null : <p>{changes}</p>
}

/** How far a run has come, and a way to stop it; nothing once it is over. */
export function RunProgress({ run, put }: { run: Run; put(run: Run): void }) {
  if (over(run)) return null
  const { progress } = run
  const cancel = async (): Promise<void> => put(await cancelRun(run.run_id))
  return (
    <div class="row progress">
      <progress aria-label={say('run.progress', { name: run.name })} max={progress?.total ?? 1} {...(progress === null ? {} : { value: progress.answered })} />
      <span>{progress === null ? say(run.state === 'waiting' ? 'run.waits' : 'run.prepares') : say('run.at', { at: clock(progress.at_s), n: progress.answered, of: progress.total })}</span>
      <button type="button" class="grave" onClick={() => void cancel().catch(() => undefined)}>{say('run.cancel')}</button>
    </div>
  )
}

/** Follows a run until it is over. */
export function useFollowed(run: Run, put: (run: Run) => void): void {
  useEffect(() => {
    if (over(run)) return undefined
    const stream = follow<Run>(`/api/areas/${encodeURIComponent(area.value)}/planning/runs/${run.run_id}/live`, (seen) => {
      put(seen)
      if (over(seen)) stream.stop()
    })
    return () => stream.stop()
  }, [run.run_id, over(run)])
}
