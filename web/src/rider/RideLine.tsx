import { Sentence } from '../parts/Sentence'
import type { Wire } from '../service/client'
import { spokenDate, spokenSpan } from '../words/times'
import { calledBy } from './session'
import { say } from './words'

/** A ride in a list: when, from where to where, and the way to all about it. */
export function RideLine({ ride }: { ride: Wire['RideOut'] }) {
  const { pickup_from, pickup_until } = ride.limits
  return (
    <a class="card ride-line" href={`#/rides/${ride.service_date}/${ride.ride_id}`}>
      <span class="big">
        {spokenDate(pickup_from)} <span class="unbroken"><Sentence text={say('offers.between', spokenSpan(pickup_from, pickup_until))} /></span>
      </span>
      <span>{say('fromTo', { from: calledBy(ride.origin), to: calledBy(ride.destination) })}</span>
      {ride.expected_late_min > 0 ? <span class="warn">{say('ride.late', { n: ride.expected_late_min })}</span> : null}
      <span class="row apart">
        <span class="tag">{say(`ride.status.${ride.status}`)}</span>
        <span class="see">{say('home.see')}</span>
      </span>
    </a>
  )
}
