// What the device keeps for a rider, so that a booking can be read without a connection: rides and requests that wait.
import type { Wire } from '../service/client'

interface KeptRide {
  ride: Wire['RideOut']
  seen: string
}

export interface WaitingRequest {
  date: string
  requestId: string
}

const ridesKey = 'noriai.rider.rides'
const waitingKey = 'noriai.rider.waiting'

function read<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? otherwise
  } catch {
    return otherwise
  }
}

const keyOf = (date: string, rideId: string): string => `${date}/${rideId}`

/** Keep rides as they were seen. */
export function keepRides(rides: readonly Wire['RideOut'][], seen: Date): void {
  const kept: Record<string, KeptRide> = {}
  for (const ride of rides) kept[keyOf(ride.service_date, ride.ride_id)] = { ride, seen: seen.toISOString() }
  localStorage.setItem(ridesKey, JSON.stringify(kept))
}

/** Keep one ride as it was seen, beside the others. */
export function keepRide(ride: Wire['RideOut'], seen: Date): void {
  const kept = read<Record<string, KeptRide>>(ridesKey, {})
  kept[keyOf(ride.service_date, ride.ride_id)] = { ride, seen: seen.toISOString() }
  localStorage.setItem(ridesKey, JSON.stringify(kept))
}

/** A ride as it was last seen on this device. */
export const findKept = (date: string, rideId: string): KeptRide | undefined =>
  read<Record<string, KeptRide>>(ridesKey, {})[keyOf(date, rideId)]

/** All rides as they were last seen. */
export const listKept = (): Wire['RideOut'][] =>
  Object.values(read<Record<string, KeptRide>>(ridesKey, {})).map((each) => each.ride)

/** Requests of this device that are in a waitlist. */
export const listWaiting = (): WaitingRequest[] => read<WaitingRequest[]>(waitingKey, [])

export function keepWaiting(request: WaitingRequest): void {
  localStorage.setItem(waitingKey, JSON.stringify([...listWaiting(), request]))
}

export function letWaitingGo(requestId: string): void {
  localStorage.setItem(waitingKey, JSON.stringify(listWaiting().filter((each) => each.requestId !== requestId)))
}
