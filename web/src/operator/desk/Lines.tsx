import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useKey } from './keys'

export interface LinesProps<T> {
  label: string
  /** The key that jumps here. */
  pressed: string
  lines: readonly T[]
  keyOf(line: T): string
  onOpen(line: T): void
  children(line: T): ComponentChildren
}

/** Lines to go through with the arrows and to open with Enter; one of them is on the way of Tab. */
export function Lines<T>({ label, pressed, lines, keyOf, onOpen, children }: LinesProps<T>) {
  const list = useRef<HTMLUListElement>(null)
  const at = useSignal(0)
  const here = Math.min(at.value, lines.length - 1)
  const focus = (index: number): void => {
    at.value = Math.max(0, Math.min(index, lines.length - 1))
    list.current?.querySelectorAll<HTMLElement>(':scope > li > button')[at.value]?.focus()
  }
  useKey(lines.length > 0 ? pressed : undefined, label, () => focus(here))
  useEffect(() => {
    if (at.value >= lines.length && lines.length > 0) at.value = lines.length - 1
  }, [lines.length])
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: lines.length - 1 }[event.key]
    if (target === undefined) return
    focus(target)
    event.preventDefault()
  }
  return (
    <ul class="plain lines" ref={list} aria-label={label} onKeyDown={onKeyDown}>
      {lines.map((line, index) => (
        <li key={keyOf(line)}>
          <button type="button" tabIndex={index === here ? 0 : -1} onFocus={() => (at.value = index)} onClick={() => onOpen(line)}>
            {children(line)}
          </button>
        </li>
      ))}
    </ul>
  )
}
