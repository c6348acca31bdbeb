import { useSignal } from '@preact/signals'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { enrol, tablet, unknown } from './tablet'
import { say } from './words'

/** The tablet becomes a vehicle's, once, by the code that the office has made. */
export function Enrol() {
  const code = useSignal('')
  const { doing, fault, run } = useDoing()
  const submit = (event: Event): void => {
    event.preventDefault()
    if (code.value.trim() !== '') run(() => enrol(code.value.trim()))
  }
  return (
    <form class="stack wide form" onSubmit={submit}>
      <h1>{say('enrol')}</h1>
      {tablet.value !== undefined && unknown.value ? <p class="notice bad">{say('enrol.again')}</p> : null}
      <div class="stack">
        <label for="code">{say('enrol.code')}</label>
        <input
          id="code"
          class="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="code-hint"
          value={code.value}
          onInput={(event) => (code.value = event.currentTarget.value)}
        />
        <p id="code-hint" class="soft">{say('enrol.hint')}</p>
      </div>
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing}>{say('enrol.do')}</button>
    </form>
  )
}
