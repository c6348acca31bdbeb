import { DayOf } from '../parts/DayOf'
import { Sentence } from '../parts/Sentence'
import type { Wire } from '../service/client'
import { spokenSpan, spokenTime } from '../words/times'
import { partyInWords } from './Party'
import { calledBy } from './session'
import { say } from './words'

/** What an offer, or a ride, promises: the window, the latest arrival, the most it costs. */
export function Facts({ ride, walkM = 0, several = false }: { ride: Wire['OfferedRideOut']; walkM?: number; several?: boolean }) {
  const { pickup_from, pickup_until, arrive_until } = ride.limits
  return (
    <dl class="facts">
      <dt>{say('offers.pickup')}</dt>
      <dd>
        <span class="big"><DayOf moment={pickup_from} /> <span class="unbroken"><Sentence text={say('offers.between', spokenSpan(pickup_from, pickup_until))} /></span></span>
        <br />{calledBy(ride.origin)}
      </dd>
      <dt>{say('offers.arrive')}</dt>
      <dd>{say('offers.until', { time: spokenTime(arrive_until) })}<br />{calledBy(ride.destination)}</dd>
      {several ? <><dt>{say('party.title')}</dt><dd>{partyInWords(ride.party)}</dd></> : null}
      {ride.most_yen != null ? <><dt>{say('offers.fare')}</dt><dd>{say('offers.most', { yen: ride.most_yen })}</dd></> : null}
      {walkM > 0 ? <><dt aria-hidden="true">🚶</dt><dd>{say('offers.walk', { n: walkM })}</dd></> : null}
    </dl>
  )
}

/** Until when an offer can be chosen: it lapses, or its vehicle has come and gone. */
export const lastsUntil = ({ lapses, rides }: Wire['OfferOut']): string =>
  [lapses, ...rides.map((ride) => ride.limits.pickup_until)].reduce((one, other) => (Date.parse(other) < Date.parse(one) ? other : one))

/** An offer that is chosen by one tap. */
export function OfferCard({ offer, onChoose }: { offer: Wire['OfferOut']; onChoose(): void }) {
  const [first] = offer.rides
  if (first === undefined) return null
  return (
    <li class="card offer">
      <h2 class="tag">{say(`offers.${offer.kind}`)}</h2>
      {offer.rides.map((ride, number) => (
        <Facts key={number} ride={ride} walkM={offer.walk_m} several={offer.rides.length > 1} />
      ))}
      <button type="button" class="main" onClick={onChoose}>
        {say('offers.choose', { time: spokenTime(first.limits.pickup_from) })}
      </button>
    </li>
  )
}
