// What went wrong, as it is said at the desk, and as the service wants to hear it.
import { signal } from '@preact/signals'
import type { Wire } from '../../service/client'
import type { Board, Vehicle } from '../board/board'
import type { NamedPlace } from '../calls/calls'

export const KINDS = ['breakdown', 'absence', 'delay', 'snow', 'close', 'open', 'return'] as const
export type Kind = (typeof KINDS)[number]
export const LEVELS = ['snow', 'heavy_snow', 'halt', 'normal'] as const
export type Level = (typeof LEVELS)[number]
/** The key of each kind: the first letter of what it is in English. */
export const KEYS: Readonly<Record<Kind, string>> = { breakdown: 'B', absence: 'D', delay: 'L', snow: 'S', close: 'X', open: 'O', return: 'R' }

export interface Trouble {
  readonly kind: Kind
  readonly vehicle_id: string
  readonly minutes: string
  readonly level: Level
  readonly place: NamedPlace | undefined
  /** The other end of a road; without it the place itself is closed. */
  readonly other: NamedPlace | undefined
  readonly reason: string
}

const NOTHING: Trouble = { kind: 'breakdown', vehicle_id: '', minutes: '15', level: 'snow', place: undefined, other: undefined, reason: '' }

/** What is filled in now; it outlives a locked screen. */
export const trouble = signal<Trouble>(NOTHING)
export const startAnew = (): void => void (trouble.value = NOTHING)

/** The vehicles it can be about: one that was withdrawn comes back, the others break down. */
export const choosable = (kind: Kind, vehicles: readonly Vehicle[]): readonly Vehicle[] =>
  vehicles.filter((each) => (kind === 'return') === (each.withdrawn !== null))

/** A place that is closed, or a road to another one. */
export type Closed = Pick<Trouble, 'place' | 'other'>
export const keyOf = ({ place, other }: Closed): string => [place?.place_id, other?.place_id].filter((each) => each !== undefined).sort().join(' ')

/** What is closed, as it can be opened again: a road that is closed both ways is one. */
export function listClosed(board: Board | undefined): readonly Closed[] {
  const places = board?.closed_places.map((place): Closed => ({ place, other: undefined })) ?? []
  const roads = board?.closed_roads.map(({ origin, destination }): Closed => ({ place: origin, other: destination })) ?? []
  return [...new Map([...places, ...roads].map((each) => [keyOf(each), each])).values()]
}

/** What is filled in, with the first vehicle, or the first of what is closed, where none is chosen. */
export function filledIn(board: Board | undefined): Trouble {
  const given = trouble.value
  const usable = choosable(given.kind, board?.vehicles ?? [])
  const chosen = usable.find((each) => each.vehicle_id === given.vehicle_id) ?? usable[0]
  const closed = listClosed(board)
  const opened = given.kind === 'open' ? (closed.find((each) => keyOf(each) === keyOf(given)) ?? closed[0] ?? { place: undefined, other: undefined }) : {}
  return { ...given, vehicle_id: chosen?.vehicle_id ?? '', ...opened }
}

export const ofVehicle = (kind: Kind): boolean => ['breakdown', 'absence', 'delay', 'return'].includes(kind)

/** As the service hears it; undefined while something is missing. */
export function disruptionOf({ kind, vehicle_id, minutes, level, place, other }: Trouble): Wire['PreviewIn']['disruptions'][number] | undefined {
  if (ofVehicle(kind) && vehicle_id === '') return undefined
  switch (kind) {
    case 'breakdown':
    case 'absence':
      return { kind: 'withdraw', vehicle_id }
    case 'return':
      return { kind: 'return', vehicle_id }
    case 'delay': {
      const read = Number(minutes.normalize('NFKC'))
      return Number.isInteger(read) && read !== 0 ? { kind: 'delay', vehicle_id, minutes: read } : undefined
    }
    case 'snow':
      return { kind: 'snow', level }
    default:
      return place && { kind, ...closed(place, other) }
  }
}

/** A place; or the road between two, in both directions. */
function closed(place: NamedPlace, other: NamedPlace | undefined): Pick<Wire['CloseIn'], 'places' | 'roads'> {
  if (other === undefined) return { places: [place.place_id], roads: [] }
  const [here, there] = [place.place_id, other.place_id]
  return { places: [], roads: [{ origin: here, destination: there }, { origin: there, destination: here }] }
}
