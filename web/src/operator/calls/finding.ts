// Lists that follow what is typed: riders by number or kana, places by any part of their name.
import { signal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { service, type Wire } from '../../service/client'
import { area, asked } from '../desk/session'
import type { Option } from './Combobox'

export type Rider = Wire['GlimpseOut']
export type Found = Wire['FoundPlaceOut']

const TYPING_MS = 120
const LEAST_KANA = 1
const LEAST_DIGITS = 10 // of a number with its area code

export interface Finding<T> {
  readonly typed: Signal<string>
  readonly found: Signal<readonly Option<T>[] | undefined>
  readonly fault: Signal<unknown>
}

/** Ask for what is typed, a moment after the last stroke; a late answer to an earlier text is let go. */
export function useFinding<T>(find: (typed: string) => Promise<readonly Option<T>[]> | undefined): Finding<T> {
  const finding = useMemo(
    () => ({
      typed: signal(''),
      found: signal<readonly Option<T>[] | undefined>(undefined),
      fault: signal<unknown>(undefined),
    }),
    [],
  )
  const typed = finding.typed.value.trim()
  useEffect(() => {
    let over = false
    const timer = setTimeout(() => {
      const looking = typed === '' ? undefined : find(typed)
      if (looking === undefined) {
        finding.found.value = undefined
        return
      }
      looking.then(
        (found) => over || ([finding.found.value, finding.fault.value] = [found, undefined]),
        (fault: unknown) => over || (finding.fault.value = fault),
      )
    }, typed === '' ? 0 : TYPING_MS)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [typed])
  return finding
}

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
export async function findPlaces(typed: string): Promise<readonly Option<Found>[]> {
  const found = await asked(service.GET('/api/areas/{area}/places', { params: { path: { area: area.value }, query: { q: typed, limit: 7 } } }))
  return found.map((place) => ({ key: place.place_id, text: place.name, below: place.kana, value: place }))
}
