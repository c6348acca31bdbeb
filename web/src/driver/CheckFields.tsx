// What is asked before and after every shift alike (点呼): who checked whom, how, and what the detector showed.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Choices } from '../parts/Choices'
import type { Wire } from '../service/client'
import { keep, keptOf } from './kept'
import { say } from './words'

export type Check = Wire['CheckIn']
type Method = Check['method']
type People = Pick<Check, 'driver' | 'checked_by'>

const METHODS: readonly Method[] = ['face', 'remote', 'telephone']
const PEOPLE = 'people'

export interface CheckForm {
  readonly driver: Signal<string>
  readonly checked_by: Signal<string>
  readonly method: Signal<Method>
  readonly detector_used: Signal<boolean>
  readonly alcohol: Signal<string>
  readonly instructions: Signal<string>
}

/** An unanswered check; the names are those of last time. */
export function useCheck(): CheckForm {
  const form: CheckForm = {
    driver: useSignal(''),
    checked_by: useSignal(''),
    method: useSignal<Method>('face'),
    detector_used: useSignal(false),
    alcohol: useSignal(''),
    instructions: useSignal(''),
  }
  useEffect(() => {
    void keptOf<People>(PEOPLE).then((people) => {
      form.driver.value ||= people?.driver ?? ''
      form.checked_by.value ||= people?.checked_by ?? ''
    })
  }, [])
  return form
}

/** What was answered; and the names are kept for the next time. */
export function answered(form: CheckForm): Check {
  const people: People = { driver: form.driver.value.trim(), checked_by: form.checked_by.value.trim() }
  void keep<People>(PEOPLE, () => people)
  const { method, detector_used, alcohol, instructions } = form
  return {
    ...people,
    method: method.value,
    detector_used: detector_used.value,
    alcohol_mg_per_l: Number(alcohol.value),
    instructions: instructions.value.trim(),
  }
}

/** The names of what is not answered yet. */
export function missingIn(form: CheckForm): string[] {
  const alcohol = Number(form.alcohol.value)
  return [
    ...(form.driver.value.trim() === '' ? [say('check.driver')] : []),
    ...(form.checked_by.value.trim() === '' ? [say('check.by')] : []),
    ...(form.alcohol.value.trim() === '' || !(alcohol >= 0 && alcohol <= 5) ? [say('check.alcohol')] : []),
  ]
}

export function CheckFields({ form }: { form: CheckForm }) {
  return (
    <>
      <section class="card">
        <h2>{say('check.people')}</h2>
        <Field label={say('check.driver')} value={form.driver} />
        <Field label={say('check.by')} value={form.checked_by} />
        <Choices
          legend={say('check.method')}
          chosen={form.method.value}
          choices={METHODS.map((value) => ({ value, text: say(`check.method.${value}`) }))}
          onChoose={(value) => (form.method.value = value)}
        />
      </section>
      <section class="card">
        <h2>{say('check.alcohol.heading')}</h2>
        <Tick label={say('check.detector')} value={form.detector_used} />
        <Field label={say('check.alcohol')} value={form.alcohol} mode="decimal" />
      </section>
    </>
  )
}

/** One line to type in. */
export function Field({ label, value, mode, type = 'text' }: { label: string; value: Signal<string>; mode?: 'decimal' | 'numeric'; type?: 'text' | 'time' }) {
  const told = { value: value.value, onInput: (event: { currentTarget: HTMLInputElement }) => (value.value = event.currentTarget.value) }
  return (
    <label class="field">
      {label}
      {type === 'time' ? <input type="time" {...told} /> : <input type="text" autocomplete="off" {...(mode ? { inputMode: mode } : {})} {...told} />}
    </label>
  )
}

/** A tick, as large as a finger in a glove. */
export function Tick({ label, value }: { label: string; value: Signal<boolean> }) {
  return (
    <label class="choice">
      <input type="checkbox" checked={value.value} onChange={(event) => (value.value = event.currentTarget.checked)} />
      {label}
    </label>
  )
}
