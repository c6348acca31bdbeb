import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { TownMapView } from '../map/TownMap'
import { answerOf, service, type Wire } from '../service/client'
import { now } from '../shell/clock'
import { spokenTime } from '../words/times'
import { area, calledBy } from './session'
import { say } from './words'

const LOOK_MS = 8000
const BEFORE_MS = 60 * 60_000

/** Where the rider boards and alights, and where the vehicle is once it may be on its way. */
export function RideMap({ ride }: { ride: Wire['RideOut'] }) {
  const vehicle = useSignal<Wire['VehicleSeenOut'] | null>(null)
  const near = Date.parse(ride.limits.pickup_from) - now.value.getTime() < BEFORE_MS
  useEffect(() => {
    if (!near) return
    const path = { area: area(), service_date: ride.service_date, ride_id: ride.ride_id }
    const look = async (): Promise<void> => {
      try {
        vehicle.value = await answerOf(service.GET('/api/areas/{area}/rides/{service_date}/{ride_id}/vehicle', { params: { path } }))
      } catch {
        // the last known place stays, with its time
      }
    }
    void look()
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [near, ride.ride_id])
  const { origin, destination } = ride
  const seen = vehicle.value
  return (
    <div class="stack screen-only">
      {seen ? <p>{say('ride.where', { time: spokenTime(seen.at) })}</p> : null}
      <TownMapView
        area={area()}
        label={say('ride.mapOf')}
        riders={[
          { id: 'origin', lat: origin.lat, lon: origin.lon, label: `${say('offers.pickup')} ${calledBy(origin)}` },
          { id: 'destination', lat: destination.lat, lon: destination.lon, label: `${say('offers.arrive')} ${calledBy(destination)}` },
        ]}
        vehicles={seen ? [{ id: ride.vehicle_id, lat: seen.lat, lon: seen.lon, label: ride.vehicle_id }] : []}
        fit={[origin, destination]}
      />
    </div>
  )
}
