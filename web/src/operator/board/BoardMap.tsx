import { useMemo } from 'preact/hooks'
import { TownMapView, type MapDot } from '../../map/TownMap'
import { clockTime } from '../../words/times'
import { area } from '../../staff/session'
import { tiles, TilesSwitch } from '../../staff/TilesSwitch'
import { say } from '../board-words'
import type { Board, Vehicle } from './board'

/** Where the vehicles are, and whoever waits for one that is late or does not come. */
export function BoardMap({ board }: { board: Board }) {
  const vehicles = useMemo(() => dotsOf(board.vehicles), [board.vehicles])
  const riders = useMemo(
    () => [...board.late, ...board.unassigned].map((each): MapDot => ({ id: each.ride_id, label: clockTime(each.limits.pickup_from), lat: each.origin.lat, lon: each.origin.lon })),
    [board.late, board.unassigned],
  )
  return (
    <>
      <TownMapView area={area.value} label={say('map')} vehicles={vehicles} riders={riders} tiles={tiles.value} class="board-map" />
      <TilesSwitch />
    </>
  )
}

/** A dot a vehicle, with its number; where several stand at one place, how many. */
function dotsOf(vehicles: readonly Vehicle[]): MapDot[] {
  const standing = new Map<string, Vehicle[]>()
  for (const each of vehicles) {
    const { lat, lon } = each.seen ?? each.place
    standing.set(`${lat} ${lon}`, [...(standing.get(`${lat} ${lon}`) ?? []), each])
  }
  return [...standing.values()].map((here) => {
    const [first] = here as [Vehicle]
    const { lat, lon } = first.seen ?? first.place
    const label = here.length > 1 ? say('vehicles.here', { n: here.length }) : (/\d+/.exec(first.vehicle_id)?.[0] ?? first.vehicle_id.slice(0, 2))
    return { id: here.map((each) => each.vehicle_id).join(), label, lat, lon }
  })
}
