// Hands the book in, entry by entry in its order, whenever there is a connection. What was perhaps sent is sent
// again under its own id, and counts once; what the service turns down is kept in sight and holds nothing up.
import { effect, signal as signalOf } from '@preact/signals'
import { answerOf, Refused, service } from '../service/client'
import { online } from '../shell/online'
import { isEarly, markTried, revocable, settle, unsent, type Answer, type Deed, type Entry } from './book'
import { isUnauthenticated, refresh } from './day'
import { tablet, unknown } from './tablet'

/** A slip of the finger can be taken back for so long. */
const HOLD_MS = 4000
const PAUSE_MS = 8000
/** Reception that has gone without a word: what was asked is asked again. */
const PATIENCE_MS = 30_000
const MOST_AT_ONCE = { report: 200, road: 50, begin: 20, end: 20, cash: 1 }

/** Whether entries are on their way now. */
export const handingIn = signalOf(false)

type Of<What extends Deed['what']> = Entry & { deed: Extract<Deed, { what: What }> }

let timer: ReturnType<typeof setTimeout> | undefined

/** Hand in what is due, now and whenever something is written or the connection is back. */
export function keepHandingIn(): void {
  effect(() => {
    const due = unsent.value.length > 0 && tablet.value !== undefined && !unknown.value
    online.value // a connection that is back is used at once
    if (due) again(0)
  })
}

function again(in_ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(() => void handIn(), in_ms)
}

async function handIn(): Promise<void> {
  if (handingIn.value) return
  const batch = nextBatch()
  if (batch.length === 0) return unsent.value.length > 0 ? again(HOLD_MS / 4) : undefined
  handingIn.value = true
  let pause_ms = 0
  try {
    await markTried(new Set(batch.map((entry) => entry.id)))
    await settle(await send(batch))
    if (nextBatch().length === 0) await refresh()
  } catch (fault) {
    unknown.value = isUnauthenticated(fault)
    pause_ms = PAUSE_MS
  } finally {
    handingIn.value = false
    if (unsent.value.length > 0 && !unknown.value) again(pause_ms)
  }
}

/** The first entries that go together: the same kind, for the same day, in their order; not one that is held, or early. */
function nextBatch(): Entry[] {
  const early = unsent.value.findIndex(isEarly)
  const open = unsent.value.slice(0, early < 0 ? undefined : early).filter((entry) => !isHeld(entry))
  const first = open[0]
  if (first === undefined) return []
  const { what } = first.deed
  const other = open.findIndex((entry) => entry.deed.what !== what || entry.date !== first.date)
  return open.slice(0, other < 0 ? undefined : other).slice(0, MOST_AT_ONCE[what])
}

const isHeld = (entry: Entry): boolean => entry === revocable.value && Math.abs(Date.now() - entry.tapped_ms) < HOLD_MS

async function send(batch: Entry[]): Promise<Map<string, Answer>> {
  try {
    return new Map(await sent(batch))
  } catch (fault) {
    if (!(fault instanceof Refused) || mayPass(fault)) throw fault
    if (batch.length > 1) return send(batch.slice(0, 1)) // find the one at fault
    const { title_ja: ja, title_en: en } = fault.problem
    return new Map(batch.map((entry) => [entry.id, { progress: 'turned_down', said: { ja, en } }]))
  }
}

/** Whether the same may be taken later: too many at once, a service that changes over, a key still in use. */
const mayPass = ({ problem }: Refused): boolean =>
  problem.status === 401 || problem.status === 429 || problem.status >= 500

async function sent(batch: Entry[]): Promise<[string, Answer][]> {
  const [first] = batch
  const { area, vehicle_id } = tablet.peek() as NonNullable<typeof tablet.value>
  const path = { area, vehicle_id }
  const signal = AbortSignal.timeout(PATIENCE_MS)
  switch (first?.deed.what) {
    case undefined:
      return []
    case 'report': {
      const reports = (batch as Of<'report'>[]).map(({ id, at, deed }) => ({ client_id: id, at, kind: deed.kind, ride_id: deed.ride_id ?? null }))
      const asked = service.POST('/api/areas/{area}/vehicles/{vehicle_id}/reports/{service_date}', {
        params: { path: { ...path, service_date: first.date } }, body: { reports }, signal,
      })
      return (await answerOf(asked)).map((told) => [told.client_id, { progress: told.outcome }])
    }
    case 'road': {
      const reports = (batch as Of<'road'>[]).map(({ id, at, deed }) => ({ ...deed.seen, client_id: id, at }))
      await answerOf(service.POST('/api/areas/{area}/vehicles/{vehicle_id}/road-reports', { params: { path }, body: { reports }, signal }))
      return batch.map((entry) => [entry.id, { progress: 'done' }])
    }
    case 'begin': {
      const records = (batch as Of<'begin'>[]).map(({ id, at, deed }) => ({ ...deed.record, client_id: id, at }))
      const told = await answerOf(service.POST('/api/areas/{area}/vehicles/{vehicle_id}/shifts/begun', { params: { path }, body: { records }, signal }))
      return told.map((each) => [each.client_id, { progress: each.outcome === 'refused' ? 'turned_down' : 'done' }])
    }
    case 'end': {
      const records = (batch as Of<'end'>[]).map(({ id, at, deed }) => ({ ...deed.record, client_id: id, at }))
      await answerOf(service.POST('/api/areas/{area}/vehicles/{vehicle_id}/shifts/ended', { params: { path }, body: { records }, signal }))
      return batch.map((entry) => [entry.id, { progress: 'done' }])
    }
    case 'cash': {
      const { id, date, deed } = first as Of<'cash'>
      const asked = service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/cash', {
        params: { path: { area, service_date: date, ride_id: deed.ride_id }, header: { 'Idempotency-Key': id } },
        body: { receipt_id: id, yen: deed.yen },
        signal,
      })
      await answerOf(asked)
      return [[id, { progress: 'done' }]]
    }
  }
}
