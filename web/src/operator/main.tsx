import { useEffect } from 'preact/hooks'
import { follow } from '../service/stream'
import type { Wire } from '../service/client'
import { mount } from '../shell/mount'
import { go, route } from '../shell/route'
import { account, area, attend, can, lock } from '../staff/session'
import { AreaChoice, StaffFrame } from '../staff/StaffFrame'
import { say as staff } from '../words/staff'
import { BoardView } from './board/BoardView'
import { CallDesk, Ringing } from './calls/CallDesk'
import { answer, hearCalls } from './calls/calls'
import { KeyButton } from './desk/keys'
import { KeyHelp } from './desk/KeyHelp'
import { TroubleView } from './trouble/TroubleView'
import { say } from './words'
import './desk/desk.css'

const VIEWS = [['1', '/calls', 'calls'], ['2', '/board', 'board'], ['3', '/trouble', 'trouble']] as const

function Page() {
  useEffect(() => attend({ name: 'operator', needs: 'watch-board' }), [])
  return (
    <StaffFrame title={say('title')} beside={<Desktop />} kept={say('locked.kept')}>
      <Desk key={area.value} />
    </StaffFrame>
  )
}

/** Views, the next call, the keys, and leaving the desk. */
function Desktop() {
  const here = route.value === '/' ? '/calls' : route.value
  return (
    <>
      <nav class="row" aria-label={say('views')}>
        {VIEWS.map(([pressed, path, text]) => <KeyButton key={path} pressed={pressed} text={say(text)} class="quiet" current={here === path} act={() => go(path)} />)}
      </nav>
      {can('find-rider') ? <KeyButton pressed="N" text={say('calls.new')} act={() => answer()} /> : null}
      <AreaChoice />
      <KeyHelp />
      <KeyButton pressed="Z" text={staff('lock')} class="quiet" act={() => void lock()}>
        <span class="seen-by-readers-only">{account.value}</span>
      </KeyButton>
    </>
  )
}

function Desk() {
  const here = area.value
  const answers = can('find-rider')
  useEffect(() => {
    if (!answers) return undefined
    const stream = follow<Wire['CallersOut']>(`/api/areas/${here}/callers/live`, hearCalls)
    return () => stream.stop()
  }, [here, answers])
  return (
    <>
      <Ringing />
      {route.value === '/board' ? <BoardView /> : route.value === '/trouble' ? <TroubleView /> : <CallDesk />}
    </>
  )
}

mount('operator', Page)
