import { useSignal } from '@preact/signals'
import { answerOf, Refused, service, type Wire } from '../service/client'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { go } from '../shell/route'
import { language, said } from '../words/speaker'
import { open, town } from './session'
import { say } from './words'

type Member = Wire['HouseholdMember']

/** A rider signs in with a code that is sent to their telephone: no password, nothing to remember. */
export function SignIn() {
  const phone = useSignal('')
  const requestId = useSignal<string | undefined>(undefined)
  const code = useSignal('')
  const members = useSignal<Member[]>([])
  const wrong = useSignal(false)
  const doing = useDoing()

  const send = () =>
    doing.run(async () => {
      const body = { phone: phone.value, language: language.value === 'ja' ? 'ja' : 'en' } as const
      requestId.value = (await answerOf(service.POST('/api/sign-in/codes', { body }))).request_id
    })
  const enter = (riderId?: string) =>
    doing.run(async () => {
      wrong.value = false
      const body = {
        request_id: requestId.value ?? '',
        phone: phone.value,
        code: code.value.trim(),
        hold: 'cookie',
        ...(riderId === undefined ? {} : { rider_id: riderId }),
      } as const
      try {
        const answer = await answerOf(service.POST('/api/sign-in', { body }))
        if (answer.choose.length > 0) {
          members.value = answer.choose
          return
        }
        await open()
        go('/', true)
      } catch (fault) {
        wrong.value = fault instanceof Refused && fault.problem.code === 'wrong-sign-in'
        if (!wrong.value) throw fault
      }
    })

  if (members.value.length > 0) {
    return (
      <div class="stack">
        <h1>{say('in.who')}</h1>
        {members.value.map((member) => (
          <button key={member.rider_id} type="button" class="whole" onClick={() => enter(member.rider_id)}>
            {member.name}
          </button>
        ))}
        <Fault fault={doing.fault} />
      </div>
    )
  }
  return (
    <div class="stack wide">
      <h1>{say('in.title')}</h1>
      {requestId.value === undefined ? (
        <form class="stack" onSubmit={(event) => { event.preventDefault(); send() }}>
          <label for="phone">{say('in.phone')}</label>
          <p id="phone-hint" class="soft">{say('in.phone.hint')}</p>
          <input
            id="phone" type="tel" autocomplete="tel" inputmode="tel" required aria-describedby="phone-hint"
            value={phone.value} onInput={(event) => (phone.value = event.currentTarget.value)}
          />
          <button class="main">{say('in.send')}</button>
        </form>
      ) : (
        <form class="stack" onSubmit={(event) => { event.preventDefault(); enter() }}>
          <p role="status">{say('in.sent', { phone: phone.value })}</p>
          <label for="code">{say('in.code')}</label>
          <input
            id="code" autocomplete="one-time-code" inputmode="numeric" maxLength={6} required class="code"
            aria-invalid={wrong.value} aria-describedby="code-wrong"
            ref={(input) => { if (input && code.peek() === '') input.focus() }}
            value={code.value} onInput={(event) => (code.value = event.currentTarget.value)}
          />
          <p id="code-wrong" role="alert" class="bad">{wrong.value ? say('in.wrong') : null}</p>
          <button class="main">{say('in.enter')}</button>
          <button type="button" class="quiet" onClick={() => (requestId.value = undefined)}>{say('in.other')}</button>
        </form>
      )}
      <Fault fault={doing.fault} />
      {town.value ? <About service={town.value} /> : null}
    </div>
  )
}

/** What anybody may know of the service: when it runs, and what a ride costs. */
function About({ service }: { service: Wire['ServiceOut'] }) {
  return (
    <section class="card" aria-label={said(service.name)}>
      <h2>{say('in.hours')}</h2>
      <p>{said(service.hours)}</p>
      <h2>{say('in.fares')}</h2>
      <ul class="plain">
        {service.fares.map((line) => <li key={line.ja}>{said(line)}</li>)}
      </ul>
    </section>
  )
}
