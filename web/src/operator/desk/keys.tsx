// Everything here is done by keys. A key is bound where its button stands, so that the list under `?` is never wrong.
import { signal } from '@preact/signals'
import { createContext, type ComponentChildren } from 'preact'
import { useContext, useLayoutEffect, useRef } from 'preact/hooks'

/** A key and what it does now. */
export interface Binding {
  readonly pressed: string
  readonly does: string
  readonly layer: number
  act(): void
}

const BARE = 'noriai.operator.bare-keys'

/** Whether a letter alone is a command while nothing is typed; with Alt it always is (WCAG 2.1.4). */
export const bareKeys = signal(localStorage.getItem(BARE) !== 'off')
export function setBareKeys(on: boolean): void {
  localStorage.setItem(BARE, on ? 'on' : 'off')
  bareKeys.value = on
}

/** What is bound now; of one key the latest counts. */
export const bindings = signal<readonly Binding[]>([])

/** How deep in dialogs something stands: what lies under a dialog hears no key. */
export const Layer = createContext(0)
/** Whether keys of this part count: of calls side by side, those of one do. */
export const Heard = createContext(true)

const TYPED_INTO = 'input:not([type=checkbox]):not([type=radio]), textarea, select'
const SIGNS: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']' }
const signOf = (code: string): string => SIGNS[code] ?? /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? ''

/** Which binding a key press means. */
function meant(event: KeyboardEvent): Binding | undefined {
  if (event.isComposing || event.ctrlKey || event.metaKey) return undefined
  const top = Math.max(0, ...bindings.value.map((each) => each.layer))
  const live = bindings.value.filter((each) => each.layer === top || each.pressed === '?').reverse()
  const typing = event.target instanceof Element && event.target.closest(TYPED_INTO) !== null
  if (event.key === 'F1') return live.find((each) => each.pressed === '?')
  if (event.key.length > 1) return event.altKey ? undefined : live.find((each) => each.pressed === event.key)
  if (event.altKey) return live.find((each) => each.pressed === (signOf(event.code) || event.key))
  if (typing || !bareKeys.value) return undefined
  return live.find((each) => each.pressed === event.key.toUpperCase())
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented) return
  const found = meant(event)
  if (found === undefined) return
  event.preventDefault()
  found.act()
})

/** Bind a key while the part that calls this is shown; `undefined` binds none. */
export function useKey(pressed: string | undefined, does: string, act: () => void): void {
  const layer = useContext(Layer)
  const heard = useContext(Heard)
  const latest = useRef(act)
  latest.current = act
  const bound = heard ? pressed : undefined
  // Before it is painted: whoever sees a key can press it.
  useLayoutEffect(() => {
    if (bound === undefined) return undefined
    const binding: Binding = { pressed: bound, does, layer, act: () => latest.current() }
    bindings.value = [...bindings.peek(), binding]
    return () => {
      bindings.value = bindings.peek().filter((each) => each !== binding)
    }
  }, [bound, does, layer])
}

/** Enter in any field of a form takes it, also where the browser would keep it for a list of choices. */
export function takeByEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLSelectElement)) return
  event.preventDefault()
  event.target.form?.requestSubmit()
}

/** How a key is written on a button. */
export function Key({ children }: { children: string }) {
  return <kbd aria-hidden="true">{children}</kbd>
}

export interface KeyButtonProps {
  pressed: string
  text: string
  act(): void
  class?: string
  /** Among fields that are typed into, the key is written with Alt. */
  alt?: boolean
  current?: boolean
  children?: ComponentChildren
}

/** A button that shows its key. */
export function KeyButton({ pressed, text, act, class: name, alt = false, current, children }: KeyButtonProps) {
  useKey(pressed, text, act)
  const shortcut = pressed.length > 1 ? pressed : `Alt+${pressed}`
  return (
    <button type="button" class={name} aria-keyshortcuts={shortcut} onClick={act} {...(current ? { 'aria-current': 'page' as const } : {})}>
      {text}
      {children}
      <Key>{alt && pressed.length === 1 ? `Alt+${pressed}` : pressed.replace('Escape', 'Esc')}</Key>
    </button>
  )
}
