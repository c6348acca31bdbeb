import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { answerOf, service, type Wire } from '../service/client'
import { say } from '../words/shell'
import { Fault } from './Fault'
import './place-search.css'

export type FoundPlace = Wire['FoundPlaceOut']

export interface PlaceSearchProps {
  area: string
  label: string
  onPick(place: FoundPlace): void
  limit?: number
  autofocus?: boolean
}

const TYPING_MS = 150

/** Finds a place by kanji, kana or a part of its name: a combobox whose list stays in the page (APG pattern). */
export function PlaceSearch({ area, label, onPick, limit = 8, autofocus = false }: PlaceSearchProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const typed = useSignal('')
  const found = useSignal<FoundPlace[] | undefined>(undefined)
  const active = useSignal(0)
  const fault = useSignal<unknown>(undefined)

  useEffect(() => {
    if (autofocus) input.current?.focus()
  }, [])
  useEffect(() => {
    const q = typed.value.trim()
    if (q === '') {
      found.value = undefined
      return
    }
    const over = new AbortController()
    const timer = setTimeout(() => {
      const asked = service.GET('/api/areas/{area}/places', { params: { path: { area }, query: { q, limit } }, signal: over.signal })
      answerOf(asked).then(
        (places) => ([found.value, active.value, fault.value] = [places, 0, undefined]),
        (problem: unknown) => {
          if (!over.signal.aborted) fault.value = problem
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      over.abort()
    }
  }, [typed.value, area])

  const places = found.value ?? []
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && places.length > 0) {
      active.value = (active.value + step + places.length) % places.length
      event.preventDefault()
    } else if (event.key === 'Enter') {
      const chosen = places[active.value]
      if (chosen !== undefined) onPick(chosen)
      event.preventDefault()
    } else if (event.key === 'Escape' && typed.value !== '') {
      typed.value = ''
      event.stopPropagation()
    }
  }
  return (
    <div class="place-search stack">
      <label for={`${id}q`}>{label}</label>
      <input
        ref={input}
        id={`${id}q`}
        role="combobox"
        autocomplete="off"
        enterkeyhint="search"
        aria-expanded={places.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(places.length > 0 ? { 'aria-activedescendant': `${id}${active.value}` } : {})}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}list`} role="listbox" aria-label={label} class="plain" hidden={places.length === 0}>
        {places.map((place, index) => (
          <li
            key={place.place_id}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === active.value}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(place)}
          >
            <span class="name">{place.name}</span>
            <span class="kind">{say(`door.${place.door ?? 'stop'}`)}</span>
            <span class="kana">{place.kana}</span>
          </li>
        ))}
      </ul>
      <p role="status" class={places.length > 0 ? 'seen-by-readers-only' : ''}>
        {found.value === undefined ? '' : places.length > 0 ? say('search.found', { n: places.length }) : say('search.none', { typed: typed.value })}
      </p>
      <Fault fault={fault.value} />
    </div>
  )
}
