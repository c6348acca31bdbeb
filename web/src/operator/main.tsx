import { useEffect } from 'preact/hooks'
import { Frame } from '../parts/Frame'
import { follow } from '../service/stream'
import type { Wire } from '../service/client'
import { mount } from '../shell/mount'
import { go, route } from '../shell/route'
import { say as shared } from '../words/shell'
import { said } from '../words/speaker'
import { BoardView } from './board/BoardView'
import { CallDesk, Ringing } from './calls/CallDesk'
import { answer, hearCalls } from './calls/calls'
import { KeyButton } from './desk/keys'
import { KeyHelp } from './desk/KeyHelp'
import { account, area, areas, arrive, can, lock, presence, signOut, town, workFor } from './desk/session'
import { Locked, SignIn } from './desk/SignIn'
import { TroubleView } from './trouble/TroubleView'
import { say } from './words'
import './desk/desk.css'

const VIEWS = [['1', '/calls', 'calls'], ['2', '/board', 'board'], ['3', '/trouble', 'trouble']] as const

function Page() {
  useEffect(() => void arrive().catch(() => (presence.value = 'out')), [])
  const name = town.value ? said(town.value.name) : say('title')
  const label = town.value?.label
  const desk = presence.value === 'in' && area.value !== ''
  return (
    <Frame name={name} {...(label ? { label } : {})} beside={desk ? <Desktop /> : null}>
      {presence.value === 'asking' ? <h1 class="soft">{shared('waiting')}</h1> : null}
      {presence.value === 'out' ? <SignIn /> : null}
      {presence.value === 'locked' ? <Locked /> : null}
      {presence.value === 'in' && !desk ? <NoDesk /> : null}
      {desk ? <Desk key={area.value} /> : null}
    </Frame>
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
      {areas.value.length > 1 ? (
        <select aria-label={say('area')} value={area.value} onChange={(event) => workFor(event.currentTarget.value)}>
          {areas.value.map((each) => <option key={each}>{each}</option>)}
        </select>
      ) : null}
      <KeyHelp />
      <KeyButton pressed="Z" text={say('lock')} class="quiet" act={() => void lock()}>
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

/** Signed in, and nothing to do here. */
function NoDesk() {
  return (
    <div class="entrance stack">
      <h1>{say('no-desk')}</h1>
      <button type="button" class="main" onClick={() => void signOut()}>{say('sign-out')}</button>
    </div>
  )
}

mount('operator', Page)
