// Staff sign in, or open a session that stood idle.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { answerOf, service } from '../service/client'
import { arrive, signOut } from './state'
import { say } from './words'

const PARTS = [
  ['account', 'username'],
  ['password', 'current-password'],
  ['second', 'one-time-code'],
] as const

/** With account, password and second factor; where the session is only locked, with the password alone. */
export function Entrance({ locked }: { locked: boolean }) {
  const given = useSignal({ account: '', password: '', second: '' })
  const form = useRef<HTMLFormElement>(null)
  const { doing, fault, run } = useDoing()
  useEffect(() => form.current?.querySelector('input')?.focus(), [locked])
  const enter = (event: Event): void => {
    event.preventDefault()
    run(async () => {
      const { account, password, second } = given.value
      given.value = { ...given.value, second: '' } // a code is good once
      if (locked) await answerOf(service.POST('/api/staff/unlock', { body: { password } }))
      else await answerOf(service.POST('/api/staff/sign-in', { body: { account, password, second, hold: 'cookie' } }))
      await arrive()
    })
  }
  return (
    <form class="entrance stack" ref={form} onSubmit={enter}>
      <h1>{say(locked ? 'locked' : 'sign-in')}</h1>
      <p>{say(locked ? 'locked.why' : 'sign-in.who')}</p>
      {PARTS.filter(([name]) => !locked || name === 'password').map(([name, autocomplete]) => (
        <div class="field" key={name}>
          <label for={name}>{say(`sign-in.${name}`)}</label>
          <input id={name} name={name} {...(name === 'password' ? { type: 'password' as const } : {})} autocomplete={autocomplete} required value={given.value[name]}
            onInput={(event) => (given.value = { ...given.value, [name]: event.currentTarget.value })} />
        </div>
      ))}
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing}>{say(locked ? 'locked.open' : 'sign-in')}</button>
      {locked ? <button type="button" class="quiet" onClick={() => void signOut()}>{say('sign-out')}</button> : null}
    </form>
  )
}
