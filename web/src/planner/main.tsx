import { useEffect } from 'preact/hooks'
import { mount } from '../shell/mount'
import { match, route } from '../shell/route'
import { area, attend, lock, signOut } from '../staff/session'
import { AreaChoice, StaffFrame } from '../staff/StaffFrame'
import { say as staff } from '../words/staff'
import { CompareView } from './CompareView'
import { DayView } from './DayView'
import { RunsView } from './RunsView'
import { RunView } from './RunView'
import { openPlanning, planning } from './state'
import { say } from './words'
import './planner.css'

function Page() {
  useEffect(() => attend({ name: 'planner', needs: 'simulate', open: openPlanning }), [])
  return (
    <StaffFrame title={say('title')} beside={<Beside />}>
      <View key={area.value} />
    </StaffFrame>
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
      <AreaChoice />
      <button type="button" class="quiet" onClick={() => void lock()}>{staff('lock')}</button>
      <button type="button" class="quiet" onClick={() => void signOut()}>{staff('sign-out')}</button>
    </>
  )
}

mount('planner', Page)
