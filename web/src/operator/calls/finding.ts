// Lists that follow what an operator types: riders by number or kana, places by any part of their name.
import type { Option } from '../../parts/Combobox'
import { askPlaces, placeOption, type FoundPlace } from '../../parts/places'
import { service, type Wire } from '../../service/client'
import { area, asked } from '../../staff/session'

export type Rider = Wire['GlimpseOut']

const LEAST_KANA = 1
const LEAST_DIGITS = 10 // of a number with its area code
const PLACES = 7

/** Riders by a number's figures or a name's reading; too little of a number finds nobody. */
export function findRiders(typed: string): Promise<readonly Option<Rider>[]> | undefined {
  const figures = typed.normalize('NFKC').replaceAll(/[^\d+]/g, '')
  const byNumber = /^[\d+\-() ]+$/.test(typed.normalize('NFKC'))
  if (byNumber ? figures.length < LEAST_DIGITS : typed.length < LEAST_KANA) return undefined
  const body = byNumber ? ({ phone: figures, purpose: 'call' } as const) : ({ kana: typed, purpose: 'call' } as const)
  return asked(service.POST('/api/areas/{area}/riders/searches', { params: { path: { area: area.value } }, body })).then((riders) => riders.map(riderOption))
}

export const riderOption = (rider: Rider): Option<Rider> => ({
  key: rider.rider_id,
  text: rider.name,
  beside: rider.phone,
  below: `${rider.kana}  ${rider.address}`,
  value: rider,
})

/** Places, homes too, as operators find them. */
export const findPlaces = async (typed: string): Promise<readonly Option<FoundPlace>[]> => (await asked(askPlaces(area.value, typed, PLACES))).map(placeOption)
