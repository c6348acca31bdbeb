// The rider's rides, loaded once for the views that list them.
import { signal } from '@preact/signals'
import { answerOf, service, type Wire } from '../service/client'
import { now } from '../shell/clock'
import { keepRides, listKept } from './kept'
import { area, rider } from './session'

/** Rides that are still to come, the next first; as last seen on this device until the service answers. */
export const coming = signal<Wire['RideOut'][]>([])
export const openReturns = signal<Wire['OpenReturnOut'][]>([])

const TO_COME = new Set<Wire['RideStatus']>(['booked', 'aboard', 'unassigned'])

const inOrder = (rides: readonly Wire['RideOut'][]): Wire['RideOut'][] =>
  rides
    .filter((ride) => TO_COME.has(ride.status))
    .sort((one, other) => one.limits.pickup_from.localeCompare(other.limits.pickup_from))

/** Ask for the rides anew; throws where the service cannot be asked, and what is kept stays in sight. */
export async function loadRides(): Promise<void> {
  const riderId = rider.value?.rider_id
  if (riderId === undefined) return
  if (coming.value.length === 0) coming.value = inOrder(listKept())
  const path = { area: area(), rider_id: riderId }
  const [rides, returns] = await Promise.all([
    answerOf(service.GET('/api/areas/{area}/riders/{rider_id}/rides', { params: { path } })),
    answerOf(service.GET('/api/areas/{area}/riders/{rider_id}/open-returns', { params: { path } })),
  ])
  keepRides(rides, now.value)
  coming.value = inOrder(rides)
  openReturns.value = returns
}
