import { useSignal } from '@preact/signals'
import { Fault } from '../../parts/Fault'
import { KeyButton } from '../desk/keys'
import { say } from '../words'
import type { Call, NamedPlace, Trip } from './calls'
import { Combobox, type Option } from '../../parts/Combobox'
import { useFinding } from '../../parts/finding'
import type { FoundPlace } from '../../parts/places'
import { findPlaces } from './finding'
import { listUsual, type UsualTrip } from './usual'

type Meant = { trip: Trip } | { destination: NamedPlace }

/** Where to: a usual trip, or any place by its kana; from home unless said otherwise. */
export function WhereStage({ call }: { call: Call }) {
  const card = call.card.value
  const from = useSignal<NamedPlace | undefined>(call.trip.value?.origin ?? card?.home ?? undefined)
  const elsewhere = useSignal(from.value === undefined)
  const origin = useFinding(findPlaces)
  const destination = useFinding(findPlaces)
  const usual = card === undefined ? [] : listUsual(card)
  const go = (trip: Trip): void => {
    call.trip.value = trip
    call.stage.value = 'when'
  }
  const pick = (meant: Meant): void => {
    if ('trip' in meant) go(meant.trip)
    else if (from.value === undefined) elsewhere.value = true
    else go({ origin: from.value, destination: meant.destination })
  }
  const places = destination.found.value?.map(({ value, ...option }): Option<Meant> => ({ ...option, value: { destination: value } }))
  return (
    <div class="stack">
      {elsewhere.value ? (
        <Combobox label={say('where.from')} autofocus typed={origin.typed.value} onType={(text) => (origin.typed.value = text)} options={origin.found.value} looking={origin.looking}
          onPick={(place: FoundPlace) => { from.value = place; elsewhere.value = false; origin.typed.value = '' }} />
      ) : (
        <p class="from">
          <span>{say('where.from')}</span>
          <strong>{placeName(call, from.value)}</strong>
          <KeyButton pressed="O" alt text={say('where.from.other')} class="quiet" act={() => (elsewhere.value = true)} />
        </p>
      )}
      {elsewhere.value ? null : (
        <Combobox label={say('where')} hint={say(usual.length > 0 ? 'where.hint.usual' : 'where.hint')} autofocus typed={destination.typed.value}
          onType={(text) => (destination.typed.value = text)} onPick={pick} looking={destination.looking}
          options={destination.typed.value.trim() === '' ? usual.map((trip) => usualOption(call, trip)) : places} />
      )}
      <Fault fault={origin.fault.value ?? destination.fault.value} />
    </div>
  )
}

function usualOption(call: Call, trip: UsualTrip): Option<Meant> {
  return {
    key: `${trip.origin.place_id} ${trip.destination.place_id}`,
    text: say('where.trip', { origin: placeName(call, trip.origin), destination: placeName(call, trip.destination) }),
    beside: trip.name !== '' ? trip.name : trip.times > 1 ? say('where.usual', { n: trip.times }) : '',
    value: { trip },
  }
}

/** A place as the caller knows it: their home is home. */
export function placeName(call: Call, place: NamedPlace | undefined): string {
  if (place === undefined) return ''
  return place.place_id === call.card.value?.home?.place_id ? say('home') : place.name
}
