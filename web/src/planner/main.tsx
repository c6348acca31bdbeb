import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { Frame } from '../parts/Frame'
import { mount } from '../shell/mount'
import { match, route } from '../shell/route'
import { say as shared } from '../words/shell'
import { said } from '../words/speaker'
import { CompareView } from './CompareView'
import { DayView } from './DayView'
import { Entrance } from './Entrance'
import { RunsView } from './RunsView'
import { RunView } from './RunView'
import { area, areas, arrivalFault, arrive, planning, presence, signOut, town, workFor } from './state'
import { say } from './words'
import './planner.css'

function Page() {
  useEffect(() => void arrive(), [])
  const name = town.value ? said(town.value.name) : say('title')
  const label = town.value?.label
  return (
    <Frame name={name} {...(label ? { label } : {})} beside={presence.value === 'in' ? <Beside /> : null}>
      <Fault fault={arrivalFault.value} again={() => void arrive()} />
      {presence.value === 'asking' ? <h1 class="soft">{shared('waiting')}</h1> : null}
      {presence.value === 'out' || presence.value === 'locked' ? <Entrance locked={presence.value === 'locked'} /> : null}
      {presence.value === 'barred' ? <Barred /> : null}
      {presence.value === 'in' ? <View key={area.value} /> : null}
    </Frame>
  )
}

function View() {
  const here = route.value
  const run = match('/runs/:run', here)
  const two = match('/compare/:one/:other', here)
  const day = match('/days/:date', here)
  if (planning.value === undefined) return null
  if (run) return <RunView key={run.run} id={run.run} />
  if (two) return <CompareView key={here} one={two.one} other={two.other} />
  if (day) return <DayView key={day.date} date={day.date} />
  return <RunsView planning={planning.value} />
}

function Beside() {
  return (
    <>
      {areas.value.length > 1 ? (
        <select aria-label={say('area')} value={area.value} onChange={(event) => workFor(event.currentTarget.value)}>
          {areas.value.map((each) => <option key={each.area} value={each.area}>{said(each.name)}</option>)}
        </select>
      ) : null}
      <button type="button" class="quiet" onClick={() => void signOut()}>{say('sign-out')}</button>
    </>
  )
}

/** Signed in, and nothing to plan here. */
function Barred() {
  return (
    <div class="entrance stack">
      <h1>{say('barred')}</h1>
      <p>{say('barred.why')}</p>
      <button type="button" class="main" onClick={() => void signOut()}>{say('sign-out')}</button>
    </div>
  )
}

mount('planner', Page)
