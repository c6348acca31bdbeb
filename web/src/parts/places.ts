// Places as the service finds them, and as lines to choose.
import { service, type Wire } from '../service/client'
import { say } from '../words/shell'
import type { Option } from './Combobox'

export type FoundPlace = Wire['FoundPlaceOut']

/** Ask for places by kanji, kana or a part of their name. */
export const askPlaces = (area: string, q: string, limit: number) =>
  service.GET('/api/areas/{area}/places', { params: { path: { area }, query: { q, limit } } })

export const placeOption = (place: FoundPlace): Option<FoundPlace> => ({
  key: place.place_id,
  text: place.name,
  beside: say(`door.${place.door ?? 'stop'}`),
  below: place.kana,
  value: place,
})
