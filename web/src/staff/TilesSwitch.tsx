import { signal } from '@preact/signals'
import { say } from '../words/staff'
import { town } from './session'

/** Off at every visit: another server hears which part of the town is looked at. */
export const tiles = signal(false)

/** Tiles of the Geospatial Information Authority of Japan under the maps, where the town allows them. */
export function TilesSwitch() {
  if (!town.value?.gsi_tiles) return null
  return (
    <label class="choice">
      <input type="checkbox" checked={tiles.value} onChange={(event) => (tiles.value = event.currentTarget.checked)} />
      {say('tiles')}
    </label>
  )
}
