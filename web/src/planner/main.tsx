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
import { StudiesView } from './StudiesView'
import { StudyView } from './StudyView'
import { say as study } from './study-words'
import { say } from './words'
import './planner.css'

const VIEWS = [['/', () => say('runs')], ['/studies', () => study('studies')]] as const

const isHere = (path: string): boolean => (path === '/studies') === route.value.startsWith('/studies')

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
  const looked = match('/studies/:study', here)
  if (planning.value === undefined) return null
  if (looked) return <StudyView key={looked.study} id={looked.study} />
  if (here === '/studies') return <StudiesView planning={planning.value} />
  if (run) return <RunView key={run.run} id={run.run} />
  if (two) return <CompareView key={here} one={two.one} other={two.other} />
  if (day) return <DayView key={day.date} date={day.date} />
  return <RunsView planning={planning.value} />
}

function Beside() {
  return (
    <>
      <nav class="row" aria-label={say('title')}>
        {VIEWS.map(([path, text]) => <a key={path} class="button quiet" href={`#${path}`} {...(isHere(path) ? { 'aria-current': 'page' as const } : {})}>{text()}</a>)}
      </nav>
      <AreaChoice />
      <button type="button" class="quiet" onClick={() => void lock()}>{staff('lock')}</button>
      <button type="button" class="quiet" onClick={() => void signOut()}>{staff('sign-out')}</button>
    </>
  )
}

mount('planner', Page)
