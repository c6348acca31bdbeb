// The driver's book: everything done on this shift, in order, and how far each entry has got.
// An entry is written before anything is shown of it, and stays until the service has answered for it.
import { computed, signal } from '@preact/signals'
import { newKey, type Wire } from '../service/client'
import { exactly } from '../shell/clock'
import { dateOf } from '../words/times'
import { keep, keptOf } from './kept'

export type Begun = Omit<Wire['ShiftBegunIn'], 'client_id' | 'at'>
export type Ended = Omit<Wire['ShiftEndedIn'], 'client_id' | 'at'>
export type RoadSeen = Omit<Wire['RoadReportIn'], 'client_id' | 'at'>

/** What a driver did. A place tells a report made twice from one made at the next place. */
export type Deed =
  | { what: 'report'; kind: Wire['ReportKind']; ride_id?: string; place_id?: string }
  | { what: 'cash'; ride_id: string; yen: number }
  | { what: 'road'; seen: RoadSeen }
  | { what: 'begin'; record: Begun; may_drive: boolean }
  | { what: 'end'; record: Ended }

/** `waiting`: only here; `tried`: on its way, perhaps there; `done`; `kept`: for the dispatcher; `turned_down`. */
export type Progress = 'waiting' | 'tried' | 'done' | 'kept' | 'turned_down'

export interface Entry {
  readonly id: string
  readonly at: string
  /** The service date it belongs to. */
  readonly date: string
  /** Not handed in before: it counts from then on. */
  readonly from?: string
  /** By the tablet's own clock. */
  readonly tapped_ms: number
  readonly settled_ms?: number
  readonly progress: Progress
  /** What the service said where it could not do it. */
  readonly said?: { ja: string; en: string }
  readonly deed: Deed
}

const BOOK = 'book'
const KEPT_AFTER_SHIFT_MS = 24 * 3600 * 1000

export const book = signal<readonly Entry[]>([])
export const isOpen = (entry: Entry): boolean => entry.progress === 'waiting' || entry.progress === 'tried'
export const unsent = computed(() => book.value.filter(isOpen))

async function change(make: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
  book.value = await keep<readonly Entry[]>(BOOK, (entries) => make(entries ?? []))
}

/** The latest entry of some kind. */
export const latest = (fits: (entry: Entry) => boolean): Entry | undefined => [...book.value].reverse().find(fits)

/** Read the book as it was left. */
export async function openBook(): Promise<void> {
  book.value = (await keptOf<readonly Entry[]>(BOOK)) ?? []
  const last = book.value.at(-1)
  const over = last?.deed.what === 'end' && exactly().getTime() - Date.parse(last.at) > KEPT_AFTER_SHIFT_MS
  if (over) await change((entries) => entries.filter(isOpen))
}

/** Whether an entry counts only from a time that is still to come. */
export const isEarly = ({ from = '' }: Entry): boolean => from > exactly().toISOString()

/** Write an entry down; it is there, whatever happens next, when this returns. It may count from later on only. */
export async function write(deed: Deed, from = ''): Promise<Entry> {
  const now = exactly().toISOString()
  const at = now < from ? from : now
  const entry: Entry = { id: newKey(), at, from, date: dateOf(at), tapped_ms: Date.now(), progress: 'waiting', deed }
  await change((entries) => {
    const before = entries.at(-1)?.at ?? ''
    const kept = deed.what === 'begin' ? entries.filter(isOpen) : entries
    return [...kept, at < before ? { ...entry, at: before } : entry] // time does not go back
  })
  return entry
}

/** The entry that may still be taken back: the last one, as long as it has not left the tablet. */
export const revocable = computed(() => {
  const last = book.value.at(-1)
  return last?.progress === 'waiting' && (last.deed.what === 'report' || last.deed.what === 'cash') ? last : undefined
})

/** Take an entry back, unless it is on its way by now. */
export const takeBack = (id: string): Promise<void> =>
  change((entries) => entries.filter((entry) => entry.id !== id || entry.progress !== 'waiting'))

/** Before entries are sent: from now on they may be there. */
export const markTried = (ids: ReadonlySet<string>): Promise<void> =>
  change((entries) => entries.map((entry) => (ids.has(entry.id) && entry.progress === 'waiting' ? { ...entry, progress: 'tried' } : entry)))

export type Answer = Pick<Entry, 'progress' | 'said'>

/** What became of entries. */
export const settle = (answers: ReadonlyMap<string, Answer>): Promise<void> =>
  change((entries) =>
    entries.map((entry) => {
      const answer = answers.get(entry.id)
      return answer === undefined ? entry : { ...entry, ...answer, settled_ms: Date.now() }
    }),
  )

/** The shift that is under way: its check record was good, and it has not ended. */
export const shift = computed((): Entry | undefined => {
  const last = latest(({ deed }) => deed.what === 'begin' || deed.what === 'end')
  return last?.deed.what === 'begin' && last.deed.may_drive && last.progress !== 'turned_down' ? last : undefined
})

/** The service knows of the shift that is under way, and tells its tablet the day. */
export const known = computed(() => shift.value !== undefined && !isOpen(shift.value))
