import { useSignal } from '@preact/signals'
import { go } from '../shell/route'
import { unsent, write } from './book'
import { answered, CheckFields, Field, missingIn, useCheck } from './CheckFields'
import { ahead, owing } from './day'
import { say } from './words'

/** The check record after a shift (乗務後点呼); what is left to do is said before, and holds nobody up. */
export function EndShift() {
  const check = useCheck()
  const [vehicle, road, events, odometer] = [useSignal(''), useSignal(''), useSignal(''), useSignal('')]
  const missing = useSignal<string[]>([])
  const submit = (event: Event): void => {
    event.preventDefault()
    missing.value = missingIn(check)
    if (missing.value.length > 0) return
    const record = {
      check: answered(check),
      vehicle_state: vehicle.value.trim(),
      road_state: road.value.trim(),
      events: events.value.trim(),
      odometer_km: odometer.value.trim() === '' ? null : Number(odometer.value),
    }
    void write({ what: 'end', record }).then(() => go('/', true))
  }
  const aboard = ahead.value?.aboard.length ?? 0
  const optional = (label: string): string => `${label} — ${say('check.optional')}`
  return (
    <form class="stack form" onSubmit={submit} noValidate>
      <h1>{say('end')}</h1>
      {aboard > 0 ? <p class="notice warn">{say('end.aboard', { n: aboard })}</p> : null}
      {owing.value.length > 0 ? <p class="notice warn">{say('end.owing', { n: owing.value.length })}</p> : null}
      {unsent.value.length > 0 ? <p class="notice">{say('end.unsent', { n: unsent.value.length })}</p> : null}
      <div class="columns">
        <CheckFields form={check} />
        <section class="card">
          <Field label={optional(say('check.vehicle_state'))} value={vehicle} />
          <Field label={optional(say('check.road_state'))} value={road} />
          <Field label={optional(say('check.events'))} value={events} />
          <Field label={optional(say('check.odometer'))} value={odometer} mode="numeric" />
        </section>
      </div>
      <div role="alert">{missing.value.length > 0 ? <p class="notice bad">{say('check.missing', { names: missing.value.join('、') })}</p> : null}</div>
      <div class="row pair">
        <button type="button" class="whole" onClick={() => go('/')}>{say('record.back')}</button>
        <button class="main">{say('end.do')}</button>
      </div>
    </form>
  )
}
