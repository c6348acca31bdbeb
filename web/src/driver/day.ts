// The day as the service tells it: the vehicle's manifest and its riders, kept for where there is no reception.
import { computed, signal } from '@preact/signals'
import { answerOf, service, type Wire } from '../service/client'
import { follow, type Stream } from '../service/stream'
import { exactly, heardTime, recallTime, type Heard } from '../shell/clock'
import { dateOf } from '../words/times'
import { foresee, type Manifest } from './ahead'
import { book, shift, type Entry } from './book'
import { seal, shred, unseal } from './sealed'
import { tablet, unknown } from './tablet'

export type Passenger = Wire['PassengerOut']

interface Day {
  readonly manifest: Manifest
  /** When the manifest was heard, by the tablet's own clock. */
  readonly heard_ms: number
  readonly passengers: Readonly<Record<string, Passenger>>
  /** By this a tablet that is switched on without reception knows what time it is at the service. */
  readonly time: Heard
}

const DAY = 'day'
const day = signal<Day | undefined>(undefined)

/** What lies before the vehicle, with everything done so far. */
export const ahead = computed(() => (day.value === undefined ? undefined : foreseen(day.value)))

const foreseen = ({ manifest, heard_ms }: Day): Manifest => foresee(manifest, heard_ms, book.value)

/** Read the day as it was left. */
export async function openDay(): Promise<void> {
  day.value = await unseal<Day>(DAY)
  if (day.value !== undefined) recallTime(day.value.time)
}

/** One change after the other, each on the disk before anybody is told. */
let changing: Promise<void> = Promise.resolve()
const inTurn = (work: () => Promise<void>): Promise<void> => (changing = changing.then(work, work))

/** Keep nothing of riders any more. */
export const forgetDay = (): Promise<void> =>
  inTurn(async () => {
    day.value = undefined
    await shred(DAY)
  })

const change = (make: (before: Day | undefined) => Day): Promise<void> =>
  inTurn(async () => {
    if (shift.peek() === undefined) return // an answer that comes after the shift's end
    const after = make(day.peek())
    await seal(DAY, after)
    day.value = after
  })

/** Where the vehicle is to go next, and since when, after a change of plan that no deed of the driver explains. */
export const redirected = signal<{ place: string; ms: number } | undefined>(undefined)

/** A manifest that is not older than the one that is known. */
async function hear(manifest: Manifest): Promise<void> {
  const [heard_ms, time] = [Date.now(), heardTime()]
  await change((before) => {
    if (before?.manifest.service_date !== manifest.service_date) return { manifest, heard_ms, passengers: {}, time }
    if (manifest.version < before.manifest.version) return before
    const after = { ...before, manifest, heard_ms, time }
    const [next, other] = [before, after].map((each) => foreseen(each).calls[0]?.place) // with the same deeds: what differs is the plan
    if (next !== undefined && other !== undefined && next.place_id !== other.place_id) redirected.value = { place: other.name, ms: heard_ms }
    return after
  })
  if (ridesOf(manifest).some((ride) => day.value?.passengers[ride] === undefined)) await askWhoRides()
}

const ridesOf = (manifest: Manifest): string[] => manifest.calls.flatMap((call) => [...call.boarding, ...call.alighting])

/** Ask for the manifest and the riders now, where there is a connection. */
export async function refresh(): Promise<void> {
  const known = tablet.peek()
  if (known === undefined) return
  const { area, vehicle_id } = known
  const path = { area, vehicle_id, service_date: dateOf(exactly()) }
  await hear(await answerOf(service.GET('/api/areas/{area}/vehicles/{vehicle_id}/manifest/{service_date}', { params: { path } })))
  await askWhoRides()
}

async function askWhoRides(): Promise<void> {
  const known = tablet.peek()
  if (known === undefined) return
  const { area, vehicle_id } = known
  const told = await answerOf(service.GET('/api/areas/{area}/vehicles/{vehicle_id}/passengers', { params: { path: { area, vehicle_id } } }))
  await change((before) => {
    if (before === undefined) throw new Error('riders before the manifest')
    return { ...before, passengers: Object.fromEntries(told.passengers.map((each) => [each.ride_id, each])) }
  })
}

/** A rider by the ride, as far as the tablet knows. */
export const passengerOf = (ride_id: string): Passenger | undefined => day.value?.passengers[ride_id]

/** What is still to be taken in cash for a ride; 0 where nothing is. Each receipt counts once, here or there. */
export function dueOf(ride_id: string): number {
  const rider = passengerOf(ride_id)
  const counted = new Set(rider?.cash_receipts)
  const taken = ({ id, deed, progress }: Entry): number =>
    deed.what === 'cash' && deed.ride_id === ride_id && progress !== 'turned_down' && !counted.has(id) ? deed.yen : 0
  return (rider?.cash_due_yen ?? 0) - book.value.reduce((sum, entry) => sum + taken(entry), 0)
}

/** Riders who have left and not paid yet. */
export const owing = computed((): Passenger[] => {
  const gone = new Set(book.value.flatMap(({ deed }) => (deed.what === 'report' && deed.kind === 'alighted' ? [deed.ride_id] : [])))
  const known = Object.values(day.value?.passengers ?? {})
  return known.filter((each) => (each.status === 'carried' || gone.has(each.ride_id)) && dueOf(each.ride_id) > 0)
})

/** Follow the manifest of today; what is heard is kept. */
export function followDay(): Stream {
  const { area, vehicle_id } = tablet.peek() as NonNullable<typeof tablet.value>
  const path = `/api/areas/${encodeURIComponent(area)}/vehicles/${encodeURIComponent(vehicle_id)}/manifest/${dateOf(exactly())}/live`
  const stream = follow<Manifest>(path, (manifest) => void hear(manifest).catch(() => undefined))
  stream.state.subscribe((state) => {
    if (state === 'over') void refresh().catch((fault: unknown) => (unknown.value = isUnauthenticated(fault)))
  })
  return stream
}

export const isUnauthenticated = (fault: unknown): boolean =>
  typeof fault === 'object' && fault !== null && 'problem' in fault && (fault.problem as Wire['ProblemOut']).status === 401
