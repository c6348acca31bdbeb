// Where in a page the reader is: the part of the address after #. Never a person's name or number.
import { signal } from '@preact/signals'

const here = (): string => decodeURI(location.hash.slice(1)) || '/'

/** The path after #, as /rides/2026-12-02/r1. */
export const route = signal(here())

addEventListener('hashchange', () => (route.value = here()))

/** Go somewhere else in the page; `instead` leaves no way back to where one was. */
export function go(path: string, instead = false): void {
  if (instead) {
    history.replaceState(null, '', `#${path}`)
    route.value = here()
  } else {
    location.hash = path
  }
}

type Names<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<Rest>
  : Pattern extends `${string}:${infer Name}`
    ? Name
    : never

/** The parts of a path that fits a pattern such as /rides/:date/:ride; undefined where it does not fit. */
export function match<Pattern extends string>(pattern: Pattern, path: string): Record<Names<Pattern>, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) found[part.slice(1)] = value
    else if (part !== value) return undefined
  }
  return found as Record<Names<Pattern>, string>
}
