// What a view asks the service for: its answer, that it is waited for, or its fault.
import { signal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'

export interface Asked<T> {
  readonly answer: Signal<T | undefined>
  readonly fault: Signal<unknown>
  readonly waiting: Signal<boolean>
  /** Ask again; what was answered before stays in sight until then. */
  again(): void
}

/** Asks when the view is shown, and whenever one of `given` changes; a late answer to an earlier question is let go. */
export function useAsked<T>(ask: () => Promise<T>, given: readonly unknown[]): Asked<T> {
  const asked = useMemo(() => {
    const answer = signal<T | undefined>(undefined)
    const fault = signal<unknown>(undefined)
    const waiting = signal(true)
    let turn = 0
    const run = async (question: () => Promise<T>): Promise<void> => {
      const mine = ++turn
      waiting.value = true
      try {
        const found = await question()
        if (mine === turn) [answer.value, fault.value] = [found, undefined]
      } catch (problem) {
        if (mine === turn) fault.value = problem
      } finally {
        if (mine === turn) waiting.value = false
      }
    }
    return { answer, fault, waiting, run }
  }, [])
  useEffect(() => void asked.run(ask), given)
  return { ...asked, again: () => void asked.run(ask) }
}

/** Something the reader sets off: one at a time, its fault kept until the next try. */
export function useDoing(): { doing: boolean; fault: unknown; run(work: () => Promise<void>): void } {
  const state = useMemo(() => signal<{ doing: boolean; fault: unknown }>({ doing: false, fault: undefined }), [])
  return {
    ...state.value,
    run: (work) => {
      if (state.value.doing) return
      state.value = { doing: true, fault: undefined }
      work().then(
        () => (state.value = { doing: false, fault: undefined }),
        (fault: unknown) => (state.value = { doing: false, fault }),
      )
    },
  }
}
