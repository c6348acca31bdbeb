import { useSignal } from '@preact/signals'
import { Fault } from '../../parts/Fault'
import { useAsked } from '../../parts/asked'
import { say as shared } from '../../words/shell'
import { clockTime } from '../../words/times'
import { Lines } from '../desk/Lines'
import { Sheet } from '../desk/Sheet'
import { say } from '../board-words'
import { board, listRides, type Ride } from './board'
import { Printed } from './Printed'
import { RideByHand } from './RideByHand'

/** The rides still to be carried, of one vehicle or of the day, with whose they are. */
export function RidesOf({ vehicle_id, onClose }: { vehicle_id: string; onClose(): void }) {
  const { answer, fault } = useAsked(() => listRides(vehicle_id === '' ? undefined : vehicle_id), [vehicle_id, board.value?.version])
  const looked = useSignal<Ride | undefined>(undefined)
  const rides = answer.value
  return (
    <Sheet wide title={vehicle_id === '' ? say('rides.all') : say('rides.of', { vehicle: vehicle_id })} onClose={onClose}>
      <Printed />
      <Fault fault={fault.value} />
      {rides === undefined ? <p>{shared('waiting')}</p> : rides.length === 0 ? <p class="soft">{say('rides.none')}</p> : (
        <Lines label={say('rides.all')} pressed="P" lines={rides} keyOf={(each) => each.ride.ride_id} onOpen={(each) => (looked.value = each.ride)}>
          {({ ride, rider, pinned, pinned_why }) => (
            <>
              <strong>{clockTime(ride.limits.pickup_from)}–{clockTime(ride.limits.pickup_until)}</strong>
              <span>{rider?.name ?? ride.rider_id}</span>
              <span class="print-only">{rider?.phone}</span>
              <span>{say('trip', { origin: ride.origin.name, destination: ride.destination.name })}</span>
              <span class="soft">{ride.vehicle_id}</span>
              {ride.status === 'aboard' ? <span class="tag good">{say('rides.aboard')}</span> : null}
              {pinned ? <span class="tag">{say('pinned')}{pinned_why === '' ? '' : `: ${pinned_why}`}</span> : null}
              {ride.expected_late_min > 0 ? <span class="tag warn">{say('late.by', { n: ride.expected_late_min })}</span> : null}
            </>
          )}
        </Lines>
      )}
      {looked.value ? <RideByHand ride={looked.value} onClose={() => (looked.value = undefined)} /> : null}
    </Sheet>
  )
}
