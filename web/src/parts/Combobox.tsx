import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { say } from '../words/shell'
import './combobox.css'

/** One line to choose: what it is called, and beside it what tells it from others. */
export interface Option<T> {
  readonly key: string
  readonly text: string
  readonly beside?: string
  readonly below?: string
  readonly value: T
}

export interface ComboboxProps<T> {
  label: string
  /** What can be chosen for what is typed; undefined while it is looked for. */
  options: readonly Option<T>[] | undefined
  /** The options are still those of an earlier text. */
  looking?: boolean
  typed: string
  onType(typed: string): void
  onPick(value: T): void
  hint?: string
  autofocus?: boolean
  input?: RefObject<HTMLInputElement>
}

/** A field over a list that stays in the page (APG pattern): arrows go through it, Enter takes the marked line (once it is there), Escape empties the field. */
export function Combobox<T>({ label, options, looking = false, typed, onType, onPick, hint, autofocus = false, input }: ComboboxProps<T>) {
  const id = useId()
  const own = useRef<HTMLInputElement>(null)
  const field = input ?? own
  const active = useSignal(0)
  /** The text that Enter was pressed for, before its lines were there. */
  const taken = useSignal<string | undefined>(undefined)
  const walked = useRef(false)
  const lines = options ?? []
  const keys = lines.map((each) => each.key).join()
  useEffect(() => {
    active.value = 0
  }, [keys])
  useEffect(() => {
    if (looking) return
    const chosen = taken.value === typed ? lines[Math.min(active.value, lines.length - 1)] : undefined
    taken.value = undefined
    if (chosen !== undefined) onPick(chosen.value)
  }, [looking])
  useLayoutEffect(() => {
    if (autofocus) field.current?.focus()
  }, [])
  const waits = looking && taken.value !== undefined
  const marked = Math.min(active.value, lines.length - 1)
  const mark = (index: number): void => {
    active.value = index
    document.getElementById(`${id}${index}`)?.scrollIntoView({ block: 'nearest' })
  }
  const type = (text: string): void => {
    ;[taken.value, walked.current] = [undefined, false]
    onType(text)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && lines.length > 0) {
      ;[taken.value, walked.current] = [undefined, true] // the lines that are seen are meant
      mark((marked + step + lines.length) % lines.length)
    } else if (event.key === 'Enter' && looking && !walked.current) taken.value = typed
    else if (event.key === 'Enter') {
      const chosen = lines[marked]
      if (chosen === undefined && typed !== '') return // the form takes it
      if (chosen !== undefined) onPick(chosen.value)
    } else if (event.key === 'Escape' && typed !== '') {
      type('')
      event.stopPropagation() // what is around it stays open
    } else return
    event.preventDefault()
  }
  return (
    <div class="combobox">
      <label for={`${id}f`}>{label}</label>
      <input ref={field} id={`${id}f`} role="combobox" autocomplete="off" enterkeyhint="search" aria-autocomplete="list"
        aria-expanded={lines.length > 0} aria-controls={`${id}l`} value={typed}
        {...(lines.length > 0 ? { 'aria-activedescendant': `${id}${marked}` } : {})}
        {...(hint ? { 'aria-describedby': `${id}h` } : {})}
        onInput={(event) => type(event.currentTarget.value)} onKeyDown={onKeyDown} />
      {hint ? <p class="soft hint" id={`${id}h`}>{hint}</p> : null}
      <ul id={`${id}l`} role="listbox" aria-label={label} class="plain" hidden={lines.length === 0}>
        {lines.map((each, index) => (
          <li key={each.key} id={`${id}${index}`} role="option" aria-selected={index === marked}
            onMouseDown={(event) => event.preventDefault()} onClick={() => onPick(each.value)}>
            <span class="name">{each.text}</span>
            {each.beside ? <span class="beside">{each.beside}</span> : null}
            {each.below ? <span class="below">{each.below}</span> : null}
          </li>
        ))}
      </ul>
      <p role="status" class={lines.length > 0 && !waits ? 'seen-by-readers-only' : 'soft'}>
        {waits ? say('waiting') : options === undefined || typed === '' ? '' : lines.length > 0 ? say('search.found', { n: lines.length }) : looking ? '' : say('search.none', { typed })}
      </p>
    </div>
  )
}
