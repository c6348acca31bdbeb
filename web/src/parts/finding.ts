// A list that follows what is typed.
import { signal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Option } from './Combobox'

const TYPING_MS = 120

export interface Finding<T> {
  readonly typed: Signal<string>
  readonly found: Signal<readonly Option<T>[] | undefined>
  readonly fault: Signal<unknown>
}

/** Ask for what is typed, a moment after the last stroke; a late answer to an earlier text is let go. */
export function useFinding<T>(find: (typed: string) => Promise<readonly Option<T>[]> | undefined): Finding<T> {
  const finding = useMemo(
    () => ({
      typed: signal(''),
      found: signal<readonly Option<T>[] | undefined>(undefined),
      fault: signal<unknown>(undefined),
    }),
    [],
  )
  const typed = finding.typed.value.trim()
  useEffect(() => {
    let over = false
    const timer = setTimeout(() => {
      const looking = typed === '' ? undefined : find(typed)
      if (looking === undefined) {
        finding.found.value = undefined
        return
      }
      looking.then(
        (found) => over || ([finding.found.value, finding.fault.value] = [found, undefined]),
        (fault: unknown) => over || (finding.fault.value = fault),
      )
    }, typed === '' ? 0 : TYPING_MS)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [typed])
  return finding
}
