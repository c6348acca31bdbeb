// Whose turn it is: what the driver does next, from the manifest as it stands now.
import { now } from '../shell/clock'
import { go } from '../shell/route'
import { spokenTime } from '../words/times'
import { isForNobody, type Call, type Manifest } from './ahead'
import { passengerOf } from './day'
import { step } from './deeds'
import { say } from './words'

/** The one tap that comes next. */
export interface Tap {
  readonly label: string
  /** The rider it is about. */
  readonly ride?: string
  tap(): void
}

export interface Turn {
  /** What the place is to the driver. */
  readonly before: string
  readonly call: Call | undefined
  /** When to leave, to be there, or not to leave before. */
  readonly time?: string
  /** The vehicle stands at the place. */
  readonly here: boolean
  /** There is time: nobody has to be fetched yet. */
  readonly waits: boolean
  readonly tap?: Tap
}

/** So long before it has to leave, a vehicle without riders is shown as waiting. */
const AHEAD_MS = 10 * 60_000

export function turnOf(manifest: Manifest): Turn {
  const call = manifest.calls[0]
  if (call === undefined) return { before: say('next.end'), call, here: true, waits: false }
  const last = manifest.calls.length === 1
  if (manifest.doing === 'driving') {
    const time = say('next.planned', { time: spokenTime(call.begin) })
    return { before: say('next.driving'), call, time, here: false, waits: false, tap: { label: say('step.arrived'), tap: () => step('arrived', call) } }
  }
  const there = manifest.doing === 'arrived' || manifest.place.place_id === call.place.place_id
  if (there && (last || !isForNobody(call))) return here(call, last)
  return {
    before: kindOf(call, last),
    call,
    time: say('next.leave', { time: spokenTime(manifest.depart) }),
    here: false,
    waits: isForNobody(call) && Date.parse(manifest.depart) - now.value.getTime() > AHEAD_MS,
    tap: { label: say('step.departed'), tap: () => step('departed', call) },
  }
}

function here(call: Call, last: boolean): Turn {
  const from = call.boarding.map((ride) => passengerOf(ride)?.limits.pickup_from ?? '').sort().at(-1) ?? ''
  const early = from !== '' && Date.parse(from) > now.value.getTime()
  const turn = { call, here: true, waits: false, ...(early ? { time: say('next.from', { time: spokenTime(from) }) } : {}) }
  if (call.rest) return { ...turn, before: say('next.rest'), tap: { label: say('step.rest_began'), tap: () => step('rest_began', call) } }
  const [alights, boards] = [call.alighting[0], call.boarding[0]]
  if (alights !== undefined) return { ...turn, before: say('next.at'), tap: tapFor('alighted', alights, call) }
  if (boards !== undefined) return { ...turn, before: say('next.at'), tap: tapFor('boarded', boards, call) }
  return { ...turn, before: kindOf(call, last), tap: { label: say('record.end'), tap: () => go('/end') } }
}

/** A rider gets on or off. */
export const tapFor = (kind: 'boarded' | 'alighted', ride: string, call: Call): Tap => ({
  label: say(`step.${kind}`),
  ride,
  tap: () => step(kind, call, ride),
})

function kindOf(call: Call, last: boolean): string {
  if (call.rest) return say('next.rest')
  if (isForNobody(call)) return say(last ? 'next.end' : 'next.wait')
  return say('next')
}
