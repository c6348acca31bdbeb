import { useSignal } from '@preact/signals'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Fault } from '../../parts/Fault'
import { useDoing } from '../../parts/asked'
import { service, type Wire } from '../../service/client'
import { KeyButton } from '../desk/keys'
import { area, asked } from '../../staff/session'
import { say } from '../words'
import { Combobox } from '../../parts/Combobox'
import { useFinding } from '../../parts/finding'
import type { FoundPlace } from '../../parts/places'
import { findPlaces } from './finding'

const TEXTS = ['name', 'kana', 'phone'] as const

/** Somebody new, in the same call: name, reading, number, home and what they need. */
export function Registration({ typed, onRegistered, onBack }: { typed: string; onRegistered(rider_id: string): void; onBack(): void }) {
  const number = /^[\d\-+() ]+$/.test(typed.normalize('NFKC'))
  const given = useSignal({ name: '', kana: number ? '' : typed, phone: number ? typed : '', wheelchair: false, walker: false })
  const home = useSignal<FoundPlace | undefined>(undefined)
  const places = useFinding(findPlaces)
  const form = useRef<HTMLFormElement>(null)
  const { doing, fault, run } = useDoing()
  const id = useId()
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), [])
  const register = (event: Event): void => {
    event.preventDefault()
    run(async () => {
      const { name, kana, phone, wheelchair, walker } = given.value
      const body: Wire['ProfileWire'] = {
        name, kana, phone, contact_phone: '', address: '', home_place_id: home.value?.place_id ?? '', needs: { wheelchair, walker, note: '' },
        favourites: [], language: 'ja', notice_channel: 'voice', notice_address: '', fare_class: 'adult',
      }
      const { rider_id } = await asked(service.POST('/api/areas/{area}/riders', { params: { path: { area: area.value } }, body }))
      onRegistered(rider_id)
    })
  }
  return (
    <form class="stack" ref={form} onSubmit={register}>
      <h3>{say('new.title')}</h3>
      {TEXTS.map((each) => (
        <div class="field" key={each}>
          <label for={`${id}${each}`}>{say(`new.${each}`)}</label>
          <input id={`${id}${each}`} required autocomplete="off" value={given.value[each]} {...(each === 'phone' ? { inputMode: 'tel' as const } : {})}
            onInput={(event) => (given.value = { ...given.value, [each]: event.currentTarget.value })} />
        </div>
      ))}
      <Combobox label={say('new.home')} typed={home.value?.name ?? places.typed.value} onType={(text) => { home.value = undefined; places.typed.value = text }}
        options={home.value === undefined ? places.found.value : undefined} looking={home.value === undefined && places.looking} onPick={(place) => (home.value = place)} />
      <div class="row">
        {(['wheelchair', 'walker'] as const).map((each) => (
          <label class="choice" key={each}>
            <input type="checkbox" checked={given.value[each]} onChange={(event) => (given.value = { ...given.value, [each]: event.currentTarget.checked })} />
            {say(each)}
          </label>
        ))}
      </div>
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing}>{say('new.register')}</button>
      <KeyButton pressed="B" alt text={say('back')} class="quiet" act={onBack} />
    </form>
  )
}
