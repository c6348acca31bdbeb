// The calls at this desk: those that ring, and those that were answered, side by side.
import { signal, type Signal } from '@preact/signals'
import type { Wire } from '../../service/client'
import { go } from '../../shell/route'

/** How far a call has come. */
export type Stage = 'who' | 'where' | 'when' | 'offers' | 'booked'

export interface NamedPlace {
  readonly place_id: string
  readonly name: string
}

/** From where to where. */
export interface Trip {
  readonly origin: NamedPlace
  readonly destination: NamedPlace
}

/** How somebody comes back: not with us, at a time, or when they call. */
export type WayBack = 'none' | 'at' | 'open'

/** When, as it was typed, and who rides. */
export interface Wanted {
  readonly date: string
  readonly time: string
  readonly kind: 'depart_after' | 'arrive_by'
  readonly back: WayBack
  readonly backTime: string
  readonly seats: number
  readonly wheelchairs: number
  readonly walkers: number
}

/** One direction of a trip: what can be had, which of it is chosen, or that it is left out. */
export interface Part {
  readonly answer: Wire['AnswerOut']
  readonly chosen: number
}

/** What was promised in this call. */
export interface Taken {
  readonly rides: readonly Wire['RideOut'][]
  readonly openReturn?: Wire['OpenReturnOut']
  readonly waiting: number
}

/** A request that waits for room, and what it is about. */
export type Waiting = Trip & { readonly service_date: string; readonly request_id: string }

/** A call that was answered; its signals outlive a locked screen. */
export interface Call {
  readonly id: string
  /** Whom the number leads to. */
  readonly riders: Signal<readonly Wire['GlimpseOut'][]>
  readonly announced: boolean
  /** The place in the waitlist it is about. */
  readonly waiting: Waiting | undefined
  readonly stage: Signal<Stage>
  readonly card: Signal<Wire['CardOut'] | undefined>
  readonly trip: Signal<Trip | undefined>
  readonly wanted: Signal<Wanted | undefined>
  readonly outward: Signal<Part | undefined>
  readonly back: Signal<Part | undefined>
  /** The ride that is changed, where it is not another one that is booked. */
  readonly instead: Signal<Wire['RideOut'] | undefined>
  readonly taken: Signal<Taken | undefined>
  /** How long the machine has worked for this call, milliseconds. */
  readonly machine_ms: Signal<number>
}

/** Calls that ring and were not answered here. */
export const ringing = signal<readonly Wire['PhoneCallOut'][]>([])
export const openCalls = signal<readonly Call[]>([])
/** The call whose keys are heard. */
export const activeCall = signal('')
const answered = new Set<string>()
let numbered = 0

/** What the telephone system says of calls that come in. */
export function hearCalls(told: Wire['CallersOut']): void {
  ringing.value = told.calls.filter((each) => !answered.has(each.call_id))
}

/** Take a call that rings; or begin one that nobody announced. */
export function answer(call?: Wire['PhoneCallOut'], rider?: Wire['GlimpseOut'], waiting?: Waiting): void {
  if (call !== undefined) {
    answered.add(call.call_id)
    ringing.value = ringing.value.filter((each) => each.call_id !== call.call_id)
  }
  const opened: Call = {
    id: `call${++numbered}`,
    riders: signal(rider === undefined ? (call?.riders ?? []) : [rider]),
    announced: call !== undefined,
    waiting,
    stage: signal('who'),
    card: signal(undefined),
    trip: signal(undefined),
    wanted: signal(undefined),
    outward: signal(undefined),
    back: signal(undefined),
    instead: signal(undefined),
    taken: signal(undefined),
    machine_ms: signal(0),
  }
  openCalls.value = [...openCalls.value, opened]
  activeCall.value = opened.id
  go('/calls')
}

/** Hang up: nothing of the caller stays here. */
export function hangUp(call: Call): void {
  openCalls.value = openCalls.value.filter((each) => each !== call)
  activeCall.value = openCalls.value.at(-1)?.id ?? ''
}

/** Go on to the next call beside this one. */
export function turnTo(step: 1 | -1): void {
  const calls = openCalls.value
  const here = calls.findIndex((each) => each.id === activeCall.value)
  activeCall.value = calls[(here + step + calls.length) % calls.length]?.id ?? ''
}

/** Do something for a call, and count how long the machine takes. */
export async function timed<T>(call: Call, work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  try {
    return await work()
  } finally {
    call.machine_ms.value += performance.now() - begun
  }
}
