import { useId, useRef } from 'preact/hooks'
import type { Board } from '../board/board'
import { Combobox } from '../../parts/Combobox'
import { useFinding } from '../../parts/finding'
import { findPlaces } from '../calls/finding'
import { KeyButton, takeByEnter } from '../desk/keys'
import { say } from '../board-words'
import { KEYS, KINDS, LEVELS, choosable, disruptionOf, filledIn, keyOf, listClosed, ofVehicle, trouble, type Closed, type Kind, type Level, type Trouble } from './trouble'

interface TroubleFormProps {
  board: Board | undefined
  doing: boolean
  onPreview(): void
  /** What was looked at before is not what is filled in now. */
  onChange(): void
}

/** What went wrong: one key for what it is, then which vehicle, how long, how much snow, where. */
export function TroubleForm({ board, doing, onPreview, onChange }: TroubleFormProps) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const given = filledIn(board)
  const fill = (part: Partial<Trouble>): void => {
    trouble.value = { ...trouble.value, ...part }
    onChange()
  }
  const choose = (kind: Kind): void => {
    fill({ kind })
    queueMicrotask(() => form.current?.querySelector<HTMLElement>('select, input')?.focus()) // its fields are shown by then, and no key comes between
  }
  const preview = (event: Event): void => {
    event.preventDefault()
    onPreview()
  }
  const usable = choosable(given.kind, board?.vehicles ?? [])
  return (
    <form class="stack" ref={form} onSubmit={preview} onKeyDown={takeByEnter}>
      <div class="kinds" role="group" aria-label={say('trouble.kind')}>
        {KINDS.map((kind) => <KeyButton key={kind} pressed={KEYS[kind]} text={say(`trouble.${kind}`)} class={kind === given.kind ? 'chosen' : ''} act={() => choose(kind)} />)}
      </div>
      <h2>{say(`trouble.${given.kind}`)}</h2>
      {ofVehicle(given.kind) ? (
        <div class="field">
          <label for={`${id}v`}>{say('vehicle')}</label>
          <select id={`${id}v`} value={given.vehicle_id} onChange={(event) => fill({ vehicle_id: event.currentTarget.value })}>
            {usable.map((each) => <option key={each.vehicle_id} value={each.vehicle_id}>{each.vehicle_id}</option>)}
          </select>
          {usable.length === 0 ? <p class="soft">{say('trouble.no-vehicle')}</p> : null}
        </div>
      ) : null}
      {given.kind === 'delay' ? (
        <div class="field">
          <label for={`${id}m`}>{say('trouble.minutes')}</label>
          <input id={`${id}m`} inputMode="numeric" value={given.minutes} onInput={(event) => fill({ minutes: event.currentTarget.value })} />
        </div>
      ) : null}
      {given.kind === 'snow' ? (
        <div class="field">
          <label for={`${id}l`}>{say('trouble.level')}</label>
          <select id={`${id}l`} value={given.level} onChange={(event) => fill({ level: event.currentTarget.value as Level })}>
            {LEVELS.map((each) => <option key={each} value={each}>{say(`snow.${each}`)}</option>)}
          </select>
        </div>
      ) : null}
      {given.kind === 'close' ? <RoadEnds onFill={fill} /> : null}
      {given.kind === 'open' ? <ClosedNow closed={listClosed(board)} given={given} onFill={fill} /> : null}
      <div class="field">
        <label for={`${id}r`}>{say('reason')}</label>
        <input id={`${id}r`} value={given.reason} placeholder={say(`trouble.${given.kind}`)} onInput={(event) => fill({ reason: event.currentTarget.value })} />
      </div>
      <button class="main" aria-disabled={doing || disruptionOf(given) === undefined}>{say(doing ? 'preview.asking' : 'preview')}</button>
    </form>
  )
}

/** A place, or the road between two. */
function RoadEnds({ onFill }: { onFill(part: Partial<Trouble>): void }) {
  const [here, there] = [useFinding(findPlaces), useFinding(findPlaces)]
  const { place, other } = trouble.value
  return (
    <>
      <Combobox label={say('trouble.place')} typed={place?.name ?? here.typed.value} options={place ? undefined : here.found.value} looking={!place && here.looking}
        onType={(text) => { here.typed.value = text; onFill({ place: undefined }) }} onPick={(found) => onFill({ place: found })} />
      <Combobox label={say('trouble.other')} hint={say('trouble.other.hint')} typed={other?.name ?? there.typed.value} options={other ? undefined : there.found.value} looking={!other && there.looking}
        onType={(text) => { there.typed.value = text; onFill({ other: undefined }) }} onPick={(found) => onFill({ other: found })} />
    </>
  )
}

/** What is closed at the moment, to open one of it again. */
function ClosedNow({ closed, given, onFill }: { closed: readonly Closed[]; given: Closed; onFill(part: Partial<Trouble>): void }) {
  const id = useId()
  if (closed.length === 0) return <p class="soft">{say('trouble.nothing-closed')}</p>
  return (
    <div class="field">
      <label for={id}>{say('trouble.closed')}</label>
      <select id={id} value={keyOf(given)} onChange={(event) => onFill(closed.find((each) => keyOf(each) === event.currentTarget.value) ?? {})}>
        {closed.map((each) => <option key={keyOf(each)} value={keyOf(each)}>{closedSaid(each)}</option>)}
      </select>
    </div>
  )
}

const closedSaid = ({ place, other }: Closed): string =>
  other === undefined ? (place?.name ?? '') : say('trouble.road', { one: place?.name ?? '', other: other.name })
