import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { answerOf, service } from '../service/client'
import { say } from '../words/staff'
import { account, arrive, signOut } from './session'

interface FieldProps {
  label: string
  name: string
  secret?: boolean
  autocomplete: string
  hint?: string
  value: string
  onType(typed: string): void
}

function Field({ label, name, secret = false, autocomplete, hint, value, onType }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} {...(secret ? { type: 'password' as const } : {})} autocomplete={autocomplete} required value={value}
        onInput={(event) => onType(event.currentTarget.value)} {...(hint ? { 'aria-describedby': `${name}-hint` } : {})} />
      {hint ? <p class="soft" id={`${name}-hint`}>{hint}</p> : null}
    </div>
  )
}

/** Account, password and a code of the authenticator. */
export function SignIn() {
  const given = useSignal({ account: '', password: '', second: '' })
  const form = useRef<HTMLFormElement>(null)
  const { doing, fault, run } = useDoing()
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input:not([type=hidden])')?.focus(), [])
  const type = (part: keyof typeof given.value) => (typed: string) => (given.value = { ...given.value, [part]: typed })
  const signIn = (event: Event): void => {
    event.preventDefault()
    run(async () => {
      try {
        await answerOf(service.POST('/api/staff/sign-in', { body: { ...given.value, hold: 'cookie' } }))
        await arrive()
      } catch (problem) {
        given.value = { ...given.value, second: '' } // a code is good once
        throw problem
      }
    })
  }
  return (
    <form class="entrance stack" ref={form} onSubmit={signIn}>
      <h1>{say('sign-in')}</h1>
      <Field label={say('sign-in.account')} name="account" autocomplete="username" value={given.value.account} onType={type('account')} />
      <Field label={say('sign-in.password')} name="password" secret autocomplete="current-password" value={given.value.password} onType={type('password')} />
      <Field label={say('sign-in.second')} name="second" autocomplete="one-time-code" hint={say('sign-in.second.hint')} value={given.value.second} onType={type('second')} />
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing}>{say('sign-in')}</button>
    </form>
  )
}

/** After an idle quarter of an hour, or when somebody leaves the desk; `kept` tells what is still there afterwards. */
export function Locked({ kept }: { kept?: string | undefined }) {
  const password = useSignal('')
  const form = useRef<HTMLFormElement>(null)
  const { doing, fault, run } = useDoing()
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input:not([type=hidden])')?.focus(), [])
  const unlock = (event: Event): void => {
    event.preventDefault()
    run(async () => {
      await answerOf(service.POST('/api/staff/unlock', { body: { password: password.value } }))
      await arrive()
    })
  }
  return (
    <form class="entrance stack" ref={form} onSubmit={unlock}>
      <h1>{say('locked')}</h1>
      <p>{say('locked.why')}</p>
      {kept ? <p>{kept}</p> : null}
      {/* Whoever keeps passwords for this account fills it in. */}
      <input type="hidden" name="username" autocomplete="username" value={account.value} />
      <Field label={say('sign-in.password')} name="password" secret autocomplete="current-password" value={password.value} onType={(typed) => (password.value = typed)} />
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing}>{say('locked.open')}</button>
      <button type="button" class="quiet" onClick={() => void signOut()}>{say('locked.other')}</button>
    </form>
  )
}
