// What lies before the driver now: the manifest as it was last heard, and on it what was done since.
import type { Wire } from '../service/client'
import { isOpen, type Deed, type Entry } from './book'

export type Manifest = Wire['ManifestOut']
export type Call = Wire['CallOut']
type Report = Extract<Deed, { what: 'report' }>

/** Bring a manifest up to what was reported after it; a report that it knows of already changes nothing. */
export function foresee(heard: Manifest, heard_ms: number, entries: readonly Entry[]): Manifest {
  return entries
    .filter((entry) => entry.date === heard.service_date && entry.deed.what === 'report' && tellsMore(entry, heard_ms))
    .reduce((manifest, entry) => after(manifest, entry.deed as Report), heard)
}

const tellsMore = (entry: Entry, heard_ms: number): boolean =>
  isOpen(entry) || (entry.progress === 'done' && (entry.settled_ms ?? 0) >= heard_ms)

function after(before: Manifest, report: Report): Manifest {
  const [next, ...later] = before.calls
  if (next === undefined) return before
  const there = next.place.place_id === report.place_id
  const { ride_id = '' } = report
  switch (report.kind) {
    case 'departed':
      return there && before.doing !== 'arrived' ? { ...before, doing: 'driving' } : before
    case 'arrived':
      if (!there || before.doing === 'arrived') return before
      // Where riders are only expected, the call is over on arrival.
      return isForNobody(next) && later.length > 0
        ? { ...before, doing: 'standing', place: next.place, calls: later }
        : { ...before, doing: 'arrived', place: next.place }
    case 'boarded':
      return next.boarding.includes(ride_id) ? { ...without(before, ride_id, 'boarding'), aboard: [...before.aboard, ride_id] } : before
    case 'alighted':
      return next.alighting.includes(ride_id) ? { ...without(before, ride_id, 'alighting'), aboard: before.aboard.filter((id) => id !== ride_id) } : before
    case 'no_show':
      return next.boarding.includes(ride_id) ? dropped(before, ride_id) : before
    case 'rest_began':
      return next.rest && there ? { ...before, doing: 'resting', place: next.place, calls: later } : before
    case 'rest_over':
      return before.doing === 'resting' ? { ...before, doing: 'standing' } : before
    default:
      return before
  }
}

/** Nobody boards or alights, and nobody rests: a place to wait at, or the end of the shift. */
export const isForNobody = (call: Call): boolean => call.boarding.length + call.alighting.length === 0 && !call.rest

function without(before: Manifest, ride_id: string, part: 'boarding' | 'alighting'): Manifest {
  const [next, ...later] = before.calls
  if (next === undefined) return before
  const rest = { ...next, [part]: next[part].filter((id) => id !== ride_id) }
  const over = isForNobody(rest)
  return { ...before, place: next.place, doing: over ? 'standing' : 'arrived', calls: over ? later : [rest, ...later] }
}

/** Who does not come is neither fetched nor set down; a call made for them alone is not made. */
function dropped(before: Manifest, ride_id: string): Manifest {
  const left = without(before, ride_id, 'boarding')
  const calls = left.calls.flatMap((call) => {
    if (!call.alighting.includes(ride_id)) return [call]
    const rest = { ...call, alighting: call.alighting.filter((id) => id !== ride_id) }
    return isForNobody(rest) ? [] : [rest]
  })
  return { ...left, calls }
}
