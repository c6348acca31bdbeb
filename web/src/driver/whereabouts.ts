// Where the vehicle is, as the tablet sees it: told to the service every few seconds, and never kept.
import { signal } from '@preact/signals'
import { answerOf, service } from '../service/client'
import { exactly } from '../shell/clock'
import type { At } from '../map/TownMap'
import { tablet } from './tablet'

const TELL_MS = 10_000

/** Where the vehicle was seen last. */
export const here = signal<At | undefined>(undefined)
/** The tablet does not say where it is. */
export const hidden = signal(false)

/** Watch the position for as long as the shift lasts; what it gives back ends that. */
export function watchPosition(): () => void {
  if (!('geolocation' in navigator)) {
    hidden.value = true
    return () => undefined
  }
  let told_ms = 0
  const seen = ({ coords }: GeolocationPosition): void => {
    hidden.value = false
    here.value = { lat: coords.latitude, lon: coords.longitude }
    if (Date.now() - told_ms < TELL_MS) return
    told_ms = Date.now()
    void tell(here.value).catch(() => undefined) // the next one tells more
  }
  const id = navigator.geolocation.watchPosition(seen, () => (hidden.value = true), { enableHighAccuracy: true, maximumAge: 5000 })
  return () => {
    navigator.geolocation.clearWatch(id)
    here.value = undefined
  }
}

async function tell({ lat, lon }: At): Promise<void> {
  const known = tablet.peek()
  if (known === undefined || !navigator.onLine) return
  const { area, vehicle_id } = known
  const body = { lat, lon, at: exactly().toISOString() }
  await answerOf(service.PUT('/api/areas/{area}/vehicles/{vehicle_id}/position', { params: { path: { area, vehicle_id } }, body }))
}
