// What a planner tries out: the service as it is, and what is to be another way.
import { useSignal } from '@preact/signals'
import { Choices } from '../parts/Choices'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { service } from '../service/client'
import { area, asked } from '../staff/session'
import type { Day, Planning, Run } from './state'
import { say } from './words'

type Number = Exclude<keyof Day, 'service_date' | 'snow'>
interface Field {
  name: Number
  min: number
  max: number
  step?: number
}

const MAIN: readonly Field[] = [
  { name: 'vehicles', min: 1, max: 100 },
  { name: 'riders', min: 1, max: 5000 },
]
const RULES: readonly Field[] = [
  { name: 'pickup_window_min', min: 1, max: 120 },
  { name: 'max_wait_min', min: 0, max: 240 },
  { name: 'max_ride_min', min: 5, max: 240 },
  { name: 'detour_factor', min: 1, max: 10, step: 0.1 },
  { name: 'booking_cutoff_min', min: 0, max: 240 },
  { name: 'seed', min: 0, max: 1_000_000 },
]
const SNOW = ['normal', 'snow', 'heavy_snow'] as const

/** What of a day is not as usual, in words. */
export function changesOf(day: Day, usual: Day): string[] {
  const numbers = [...MAIN, ...RULES]
    .filter(({ name }) => name !== 'seed' && day[name] !== usual[name])
    .map(({ name }) => `${say(`day.${name}`)} ${day[name]}${say(`day.${name}.unit`)}`)
  return day.snow === 'normal' || day.snow === undefined ? numbers : [...numbers, say(`snow.${day.snow}`)]
}

export function RunForm({ planning, ordered }: { planning: Planning; ordered(run: Run): void }) {
  const day = useSignal<Day>(planning.usual)
  const name = useSignal('')
  const { doing, fault, run } = useDoing()
  const change = (part: Partial<Day>): void => void (day.value = { ...day.value, ...part })
  const order = (event: Event): void => {
    event.preventDefault()
    const called = name.value.trim() || changesOf(day.value, planning.usual).join('、').slice(0, 80) || say('run.usual')
    run(async () => {
      const body = { name: called, day: day.value }
      ordered(await asked(service.POST('/api/areas/{area}/planning/runs', { params: { path: { area: area.value } }, body })))
      name.value = ''
    })
  }
  const number = (field: Field) => (
    <NumberField key={field.name} field={field} value={day.value[field.name]} usual={planning.usual[field.name]} onType={(value) => change({ [field.name]: value })} />
  )
  return (
    <form class="run-form stack card" onSubmit={order} aria-labelledby="run-form-heading">
      <h2 id="run-form-heading">{say('order')}</h2>
      <p class="soft">{say('order.how')}</p>
      <div class="field">
        <label for="run-name">{say('order.name')}</label>
        <input id="run-name" maxLength={80} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} aria-describedby="run-name-hint" />
        <p class="soft" id="run-name-hint">{say('order.name.hint')}</p>
      </div>
      <div class="field">
        <label for="run-date">{say('day.service_date')}</label>
        <input id="run-date" type="date" required value={day.value.service_date} min={planning.first_date ?? undefined} max={planning.last_date ?? undefined}
          onInput={(event) => change({ service_date: event.currentTarget.value })} />
      </div>
      <div class="fields">{MAIN.map(number)}</div>
      <Choices legend={say('snow')} chosen={day.value.snow ?? 'normal'} choices={SNOW.map((level) => ({ value: level, text: say(`snow.${level}`) }))} onChoose={(snow) => change({ snow })} />
      <details>
        <summary>{say('order.rules')}</summary>
        <div class="fields">{RULES.map(number)}</div>
      </details>
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing}>{say('order.do')}</button>
    </form>
  )
}

interface NumberProps {
  field: Field
  value: number
  usual: number
  onType(value: number): void
}

function NumberField({ field: { name, min, max, step = 1 }, value, usual, onType }: NumberProps) {
  const id = `run-${name}`
  return (
    <div class="field">
      <label for={id}>{say(`day.${name}`)}</label>
      <input id={id} type="number" required min={min} max={max} step={step} value={value} aria-describedby={`${id}-hint`}
        onInput={(event) => { if (event.currentTarget.value !== '') onType(event.currentTarget.valueAsNumber) }} />
      <p class={value === usual ? 'soft' : 'changed'} id={`${id}-hint`}>
        {say('order.usual', { usual: `${usual}${say(`day.${name}.unit`)}` })}
      </p>
    </div>
  )
}
