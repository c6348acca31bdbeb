import { answerOf } from '../service/client'
import { Combobox } from './Combobox'
import { Fault } from './Fault'
import { useFinding } from './finding'
import { askPlaces, placeOption, type FoundPlace } from './places'

export interface PlaceSearchProps {
  area: string
  label: string
  onPick(place: FoundPlace): void
  limit?: number
  autofocus?: boolean
}

/** Finds a place by kanji, kana or a part of its name. */
export function PlaceSearch({ area, label, onPick, limit = 8, autofocus = false }: PlaceSearchProps) {
  const { typed, found, fault, looking } = useFinding(async (text) => (await answerOf(askPlaces(area, text, limit))).map(placeOption))
  return (
    <div class="stack">
      <Combobox label={label} typed={typed.value} onType={(text) => (typed.value = text)} options={found.value} looking={looking} onPick={onPick} autofocus={autofocus} />
      <Fault fault={fault.value} />
    </div>
  )
}
