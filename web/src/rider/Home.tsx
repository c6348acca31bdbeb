import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked, useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { go } from '../shell/route'
import { begin, type Spot } from './draft'
import { RideLine } from './RideLine'
import { coming, loadRides, openReturns } from './rides'
import { area, bookFor, calledBy, me, rider, signOut } from './session'
import { say } from './words'

const SHOWN_BEFORE = 4

/** Where a rider begins: the next ride, the places they often go, and everything else one tap away. */
export function Home() {
  const doing = useDoing()
  const riderId = rider.value?.rider_id ?? ''
  useEffect(() => doing.run(loadRides), [riderId])
  const before = useAsked(() => answerOf(service.GET('/api/areas/{area}/riders/{rider_id}/history', { params: { path: { area: area(), rider_id: riderId }, query: { limit: 20 } } })), [riderId])
  const own = riderId === me.value?.rider_id
  const favourites = own ? (me.value?.favourites ?? []) : []
  const [next] = coming.value
  return (
    <div class="stack wide">
      <h1 class="seen-by-readers-only">{say('home')}</h1>
      {(me.value?.books_for.length ?? 0) > 1 ? <ForWhom /> : null}
      {next ? (
        <section class="stack" aria-labelledby="next">
          <h2 id="next">{say('home.next')}</h2>
          <RideLine ride={next} />
        </section>
      ) : null}
      {openReturns.value.length > 0 ? (
        <a class="button whole" href="#/rides">{say('rides.open')}</a>
      ) : null}
      {favourites.length > 0 ? (
        <section class="stack" aria-labelledby="often">
          <h2 id="often">{say('home.often')}</h2>
          {favourites.map((favourite) => (
            <TwoWays key={favourite.name} name={favourite.name} from={favourite.origin} to={favourite.destination} />
          ))}
        </section>
      ) : null}
      <button type="button" class="main" onClick={() => begin()}>{say('home.other')}</button>
      <Before rides={before.answer.value?.rides ?? []} favourites={favourites} />
      <Fault fault={doing.fault} again={() => doing.run(loadRides)} />
      <nav class="stack" aria-label={say('home.menu')}>
        <a class="button whole" href="#/rides">{say('home.rides')}</a>
        <a class="button whole" href="#/history">{say('home.history')}</a>
        {own ? <a class="button whole" href="#/favourites">{say('home.favourites')}</a> : null}
        <a class="button whole" href="#/me">{say('home.me')}</a>
        <button type="button" class="quiet" onClick={() => doing.run(async () => { await signOut(); go('/', true) })}>{say('signOut')}</button>
      </nav>
    </div>
  )
}

/** A way there and the way back, one tap each. */
function TwoWays({ name, from, to }: { name?: string; from: Spot; to: Spot }) {
  return (
    <div class="two-ways">
      {name ? <p class="name">{name}</p> : null}
      <button type="button" class="whole" onClick={() => begin({ origin: from, destination: to })}>
        {say('fromTo', { from: calledBy(from), to: calledBy(to) })}
      </button>
      <button type="button" class="whole" onClick={() => begin({ origin: to, destination: from })}>
        {say('fromTo', { from: calledBy(to), to: calledBy(from) })}
      </button>
    </div>
  )
}

/** Ways the rider took before and has not as a favourite. */
function Before({ rides, favourites }: { rides: readonly Wire['PastRideOut'][]; favourites: readonly Wire['FavouriteOut'][] }) {
  const pair = (one: Spot, other: Spot) => [one.place_id, other.place_id].sort().join(' ')
  const shown = new Set(favourites.map((each) => pair(each.origin, each.destination)))
  const ways = rides.filter((ride) => {
    const key = pair(ride.origin, ride.destination)
    if (shown.has(key) || ride.origin.name === '' || ride.destination.name === '') return false
    shown.add(key)
    return true
  })
  if (ways.length === 0) return null
  return (
    <section class="stack" aria-labelledby="before">
      <h2 id="before">{say('home.last')}</h2>
      {ways.slice(0, SHOWN_BEFORE).map((ride) => <TwoWays key={ride.ride_id} from={ride.origin} to={ride.destination} />)}
    </section>
  )
}

/** Whom the booking is for, where a rider may book for others. */
function ForWhom() {
  return (
    <section class="stack" aria-label={say('home.forWhom')}>
      <h2>{say('home.forWhom')}</h2>
      {me.value?.books_for.map((each) => (
        <button key={each.rider_id} type="button" class="whole" aria-pressed={each.rider_id === rider.value?.rider_id} onClick={() => bookFor(each.rider_id)}>
          {say('home.for', { name: each.name })}
        </button>
      ))}
    </section>
  )
}
