// What a rider usually does: from their last trips, their favourites, and what they need to board.
import type { Wire } from '../../service/client'
import type { Trip, Wanted } from './calls'

const MOST = 6

export interface UsualTrip extends Trip {
  readonly name: string
  /** How often among the last trips. */
  readonly times: number
}

/** From home first, by how often; then the ways back. */
export function listUsual(card: Wire['CardOut']): UsualTrip[] {
  const found = new Map<string, UsualTrip>()
  const note = ({ origin, destination }: Trip, name: string, times: number): void => {
    if (origin.name === '' || destination.name === '') return // a place the service has no more
    const key = `${origin.place_id} ${destination.place_id}`
    const known = found.get(key)
    found.set(key, { origin, destination, name: known?.name || name, times: (known?.times ?? 0) + times })
  }
  for (const each of card.favourites) note(each, each.name, 0)
  for (const each of card.last_trips) note(each, '', 1)
  for (const each of card.rides) if (each.status === 'booked') note(each, '', 0)
  for (const each of [...found.values()]) note({ origin: each.destination, destination: each.origin }, each.name, 0)
  const home = card.home?.place_id
  const rank = (trip: UsualTrip): number => (trip.origin.place_id === home ? 0 : 1)
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.times - a.times).slice(0, MOST)
}

/** What a rider needs to board, as it is named. */
export function needsOf(card: Wire['CardOut'] | undefined): readonly ('wheelchair' | 'walker')[] {
  return (['wheelchair', 'walker'] as const).filter((each) => card?.profile.needs?.[each])
}

/** Today, with whoever usually rides. */
export function usuallyWanted(card: Wire['CardOut'], today: string): Wanted {
  const { wheelchair, walker } = card.profile.needs ?? {}
  return {
    date: today,
    time: '',
    kind: 'depart_after',
    back: 'none',
    backTime: '',
    seats: wheelchair ? 0 : 1,
    wheelchairs: wheelchair ? 1 : 0,
    walkers: walker ? 1 : 0,
  }
}
