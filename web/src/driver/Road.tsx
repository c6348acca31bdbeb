import { useSignal } from '@preact/signals'
import { go } from '../shell/route'
import type { At } from '../map/TownMap'
import { write, type RoadSeen } from './book'
import { Field, Tick } from './CheckFields'
import { ahead } from './day'
import { RoadMap } from './RoadMap'
import { here } from './whereabouts'
import { say } from './words'

const HINDRANCES = ['snow', 'closed', 'blocked', 'flooded', 'narrow', 'other'] as const

/** Here it is not possible to pass: why, where, and whether the next place is cut off; the dispatcher decides. */
export function Road() {
  const why = useSignal<RoadSeen['hindrance'] | undefined>(undefined)
  const chosen = useSignal<At | undefined>(undefined)
  const unreachable = useSignal(false)
  const note = useSignal('')
  const manifest = ahead.value
  const next = manifest?.calls[0]?.place
  const at = chosen.value ?? here.value ?? next
  const where = chosen.value ? say('road.where.map') : here.value ? say('road.where.here') : say('road.where.next', { place: next?.name ?? '' })
  const tell = (): void => {
    if (why.value === undefined || at === undefined) return
    const seen: RoadSeen = { hindrance: why.value, lat: at.lat, lon: at.lon, note: note.value.trim(), place_id: unreachable.value && next ? next.place_id : null }
    void write({ what: 'road', seen }).then(() => go('/'))
  }
  return (
    <div class="drive">
      <div class="stack wide">
        <h1>{say('road.title')}</h1>
        <fieldset class="stack">
          <legend>{say('road.why')}</legend>
          <div class="tiles">
            {HINDRANCES.map((each) => (
              <button key={each} aria-pressed={why.value === each} onClick={() => (why.value = each)}>{say(`road.${each}`)}</button>
            ))}
          </div>
        </fieldset>
        {next ? <Tick label={say('road.unreachable', { place: next.name })} value={unreachable} /> : null}
        <Field label={say('road.note')} value={note} />
        <div class="row pair">
          <button class="whole" onClick={() => go('/')}>{say('record.back')}</button>
          <button class="main" aria-disabled={why.value === undefined || at === undefined} onClick={tell}>{say('road.do')}</button>
        </div>
      </div>
      <div class="stack">
        <p><strong>{say('road.where')}</strong>: {where}</p>
        {manifest ? <RoadMap manifest={manifest} chosen={chosen.value} onTap={(point) => (chosen.value = point)} /> : null}
        <p class="soft">{say('road.hint')}</p>
      </div>
    </div>
  )
}
