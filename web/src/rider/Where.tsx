import { useSignal } from '@preact/signals'
import { PlaceSearch } from '../parts/PlaceSearch'
import { TownMapView, type TappedPlace } from '../map/TownMap'
import { Back } from './Back'
import type { Spot } from './draft'
import { area, calledBy, me, rider } from './session'
import { say } from './words'

const SHOWN_PLACES = 5

export interface WhereProps {
  title: string
  /** Not offered: where the ride begins when it is asked where it ends. */
  except?: string
  onPick(spot: Spot): void
}

/** A place: one of the rider's own, by its name in kana, or on the map. */
export function Where({ title, except, onPick }: WhereProps) {
  const mapped = useSignal(false)
  const tapped = useSignal<TappedPlace | undefined>(undefined)
  const own = ownPlaces().filter((spot) => spot.place_id !== except)
  return (
    <div class="stack wide">
      <Back />
      <h1>{title}</h1>
      <PlaceSearch area={area()} label={say('place.search')} onPick={onPick} autofocus />
      {own.length > 0 ? (
        <section class="stack" aria-labelledby="own">
          <h2 id="own">{say('place.often')}</h2>
          {own.map((spot) => (
            <button key={spot.place_id} type="button" class="whole" onClick={() => onPick(spot)}>{calledBy(spot)}</button>
          ))}
        </section>
      ) : null}
      {mapped.value ? (
        <div class="stack">
          <p>{say('place.mapHint')}</p>
          <TownMapView
            area={area()}
            label={say('place.map')}
            onTap={(_at, place) => { if (place !== undefined) tapped.value = place }}
          />
          <div role="status">
            {tapped.value ? (
              <button type="button" class="main" onClick={() => tapped.value && onPick(tapped.value)}>
                {say('place.chosen', { name: tapped.value.name })}
              </button>
            ) : null}
          </div>
        </div>
      ) : (
        <button type="button" class="whole" onClick={() => (mapped.value = true)}>{say('place.map')}</button>
      )}
    </div>
  )
}

/** Home first, then the places of favourites. */
function ownPlaces(): Spot[] {
  const home = rider.value?.home
  const named = rider.value?.rider_id === me.value?.rider_id ? (me.value?.favourites ?? []) : []
  const spots = [...(home ? [home] : []), ...named.flatMap((each) => [each.destination, each.origin])]
  const seen = new Set<string>()
  return spots.filter((spot) => !seen.has(spot.place_id) && seen.add(spot.place_id)).slice(0, SHOWN_PLACES)
}
