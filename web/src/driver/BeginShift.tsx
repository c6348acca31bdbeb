import { useSignal } from '@preact/signals'
import { Choices } from '../parts/Choices'
import { exactly } from '../shell/clock'
import { go } from '../shell/route'
import { dateOf, daysFrom, momentOf } from '../words/times'
import { book, latest, write, type Begun } from './book'
import { answered, CheckFields, Field, missingIn, Tick, useCheck } from './CheckFields'
import { say } from './words'

const USUAL_END = '18:00'

/** The check record before a shift (乗務前点呼): who drives, is fit to, and until when. */
export function BeginShift() {
  const check = useCheck()
  const [ill, tired, slept] = [useSignal(false), useSignal(false), useSignal(false)]
  const [licence, vehicle] = [useSignal(false), useSignal(false)]
  const fit = useSignal<'yes' | 'no' | undefined>(undefined)
  const [until, odometer] = [useSignal(USUAL_END), useSignal('')]
  const missing = useSignal<string[]>([])

  const record = (): Begun => ({
    check: answered(check),
    until: untilMoment(until.value),
    health: { ill: ill.value, tired: tired.value, slept_too_little: slept.value },
    licence_seen: licence.value,
    vehicle_inspected: vehicle.value,
    fit: fit.value === 'yes',
    odometer_km: odometer.value.trim() === '' ? null : Number(odometer.value),
  })
  const submit = (event: Event): void => {
    event.preventDefault()
    missing.value = [...missingIn(check), ...(fit.value === undefined ? [say('check.fit')] : []), ...(/^\d{1,2}:\d\d$/.test(until.value) ? [] : [say('check.until')])]
    if (missing.value.length > 0) return
    const begun = record()
    void write({ what: 'begin', record: begun, may_drive: mayDrive(begun) }).then(() => go('/', true))
  }
  const last = latest((entry) => entry.deed.what === 'begin')
  const refused = last?.deed.what === 'begin' && (!last.deed.may_drive || last.progress === 'turned_down') && book.value.at(-1) === last
  return (
    <form class="stack form" onSubmit={submit} noValidate>
      <h1>{say('begin')}</h1>
      {refused ? <p class="notice bad" role="alert">{say('begin.refused')}</p> : null}
      <div class="columns">
        <CheckFields form={check} />
        <section class="card">
          <h2>{say('check.health')}</h2>
          <Tick label={say('check.ill')} value={ill} />
          <Tick label={say('check.tired')} value={tired} />
          <Tick label={say('check.slept')} value={slept} />
        </section>
        <section class="card">
          <h2>{say('check.before')}</h2>
          <Tick label={say('check.licence')} value={licence} />
          <Tick label={say('check.vehicle')} value={vehicle} />
          <Field label={`${say('check.odometer')} — ${say('check.optional')}`} value={odometer} mode="numeric" />
        </section>
        <section class="card">
          <Field label={say('check.until')} value={until} type="time" />
          <Field label={`${say('check.instructions')} — ${say('check.optional')}`} value={check.instructions} />
          <Choices
            legend={say('check.fit')}
            chosen={fit.value}
            choices={(['yes', 'no'] as const).map((value) => ({ value, text: say(`check.fit.${value}`) }))}
            onChoose={(value) => (fit.value = value)}
          />
        </section>
      </div>
      <div role="alert">{missing.value.length > 0 ? <p class="notice bad">{say('check.missing', { names: missing.value.join('、') })}</p> : null}</div>
      <button class="main">{say(fit.value === 'no' ? 'begin.hand' : 'begin.do')}</button>
    </form>
  )
}

/** As the service judges it, so that nobody drives off who may not, also where there is no reception. */
function mayDrive({ check, fit, licence_seen, vehicle_inspected }: Begun): boolean {
  return check.alcohol_mg_per_l === 0 && check.detector_used && fit && licence_seen && vehicle_inspected
}

/** The next moment that the clock shows this time. */
function untilMoment(clock: string): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  const now = exactly()
  const today = momentOf(dateOf(now), hour, minute)
  return Date.parse(today) > now.getTime() ? today : momentOf(daysFrom(dateOf(now), 1), hour, minute)
}
