// A list that follows what is typed.
import { batch, signal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Option } from './Combobox'

const TYPING_MS = 120

export interface Finding<T> {
  readonly typed: Signal<string>
  readonly found: Signal<readonly Option<T>[] | undefined>
  readonly fault: Signal<unknown>
  /** What is found is not of what is typed now: that answer is still to come. */
  readonly looking: boolean
}

/** Ask for what is typed, a moment after the last stroke; a late answer to an earlier text is let go. */
export function useFinding<T>(find: (typed: string) => Promise<readonly Option<T>[]> | undefined): Finding<T> {
  const finding = useMemo(
    () => ({
      typed: signal(''),
      found: signal<readonly Option<T>[] | undefined>(undefined),
      fault: signal<unknown>(undefined),
      answered: signal(''),
    }),
    [],
  )
  const typed = finding.typed.value.trim()
  useEffect(() => {
    let over = false
    const timer = setTimeout(() => {
      const answer = (found: readonly Option<T>[] | undefined, fault?: unknown): void => {
        if (over) return
        batch(() => ([finding.found.value, finding.fault.value, finding.answered.value] = [found, fault, typed]))
      }
      const looked = typed === '' ? undefined : find(typed)
      if (looked === undefined) answer(undefined)
      else looked.then(answer, (fault: unknown) => answer(undefined, fault))
    }, typed === '' ? 0 : TYPING_MS)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [typed])
  return { ...finding, looking: typed !== '' && typed !== finding.answered.value }
}
