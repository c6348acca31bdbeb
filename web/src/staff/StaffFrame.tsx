import type { ComponentChildren } from 'preact'
import { Fault } from '../parts/Fault'
import { Frame } from '../parts/Frame'
import { useAsked } from '../parts/asked'
import { answerOf, service } from '../service/client'
import { say as shared } from '../words/shell'
import { said } from '../words/speaker'
import { say } from '../words/staff'
import { area, areas, arrivalFault, arrive, presence, signOut, town, workFor } from './session'
import { Locked, SignIn } from './SignIn'
import './staff.css'

export interface StaffFrameProps {
  /** What the page is called until the service is known. */
  title: string
  /** In the header, for whoever is let in. */
  beside: ComponentChildren
  /** What is still there after the page was locked. */
  kept?: string
  children: ComponentChildren
}

/** Around every view of a page of the staff: who is not signed in, has left the desk or may not be here sees nothing of it. */
export function StaffFrame({ title, beside, kept, children }: StaffFrameProps) {
  const name = town.value ? said(town.value.name) : title
  const label = town.value?.label
  const here = presence.value
  return (
    <Frame name={name} {...(label ? { label } : {})} beside={here === 'in' ? beside : null}>
      {arrivalFault.value === undefined ? null : <Fault fault={arrivalFault.value} again={() => void arrive()} />}
      {here === 'asking' ? <h1 class="soft">{shared('waiting')}</h1> : null}
      {here === 'out' ? <SignIn /> : null}
      {here === 'locked' ? <Locked kept={kept} /> : null}
      {here === 'barred' ? <Barred /> : null}
      {here === 'in' ? children : null}
    </Frame>
  )
}

/** For whom they work, where there is a choice. */
export function AreaChoice() {
  return areas.value.length > 1 ? <Areas /> : null
}

function Areas() {
  const named = useAsked(() => answerOf(service.GET('/api/areas')), []).answer.value ?? []
  return (
    <select aria-label={say('area')} value={area.value} onChange={(event) => workFor(event.currentTarget.value)}>
      {areas.value.map((each) => {
        const service = named.find((one) => one.area === each)
        return <option key={each} value={each}>{service ? said(service.name) : each}</option>
      })}
    </select>
  )
}

/** Signed in, and nothing to do on this page. */
function Barred() {
  return (
    <div class="entrance stack">
      <h1>{say('barred')}</h1>
      <p>{say('barred.why')}</p>
      <button type="button" class="main" onClick={() => void signOut()}>{say('sign-out')}</button>
    </div>
  )
}
