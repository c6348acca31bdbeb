import { useSignal } from '@preact/signals'
import { Fault } from '../parts/Fault'
import { PlaceSearch } from '../parts/PlaceSearch'
import { useDoing } from '../parts/asked'
import { Back } from './Back'
import type { Spot } from './draft'
import { keepFavourite, listFavourites, putFavourites } from './favourites-kept'
import { area, calledBy, me, rider } from './session'
import { say } from './words'

/** The ways a rider often goes, in their order: the first is the first thing on the first view. */
export function Favourites() {
  const doing = useDoing()
  const adding = useSignal(false)
  const favourites = me.value?.favourites ?? []
  const first = (index: number): void => {
    const all = listFavourites()
    const chosen = all.splice(index, 1)
    doing.run(() => putFavourites([...chosen, ...all]))
  }
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('fav.title')}</h1>
      {favourites.length === 0 ? <p>{say('fav.none')}</p> : null}
      <ul class="plain stack">
        {favourites.map(({ name, origin, destination }, index) => (
          <li key={`${name}${index}`} class="card">
            <h2>{name}</h2>
            <p>{say('fromTo', { from: calledBy(origin), to: calledBy(destination) })}</p>
            {index > 0 ? <button type="button" onClick={() => first(index)}>{say('fav.first', { name })}</button> : null}
            <button type="button" class="grave" onClick={() => doing.run(() => putFavourites(listFavourites().filter((_, other) => other !== index)))}>
              {say('fav.remove', { name })}
            </button>
          </li>
        ))}
      </ul>
      <Fault fault={doing.fault} />
      {adding.value ? (
        <Adding onDone={() => (adding.value = false)} />
      ) : (
        <button type="button" class="main" onClick={() => (adding.value = true)}>{say('fav.add')}</button>
      )}
    </div>
  )
}

function Adding({ onDone }: { onDone(): void }) {
  const doing = useDoing()
  const name = useSignal('')
  const from = useSignal<Spot | undefined>(rider.value?.home ?? undefined)
  const to = useSignal<Spot | undefined>(undefined)
  const ready = name.value.trim() !== '' && from.value !== undefined && to.value !== undefined
  const save = async (): Promise<void> => {
    if (from.value === undefined || to.value === undefined) return
    await keepFavourite(name.value.trim(), from.value, to.value)
    onDone()
  }
  return (
    <form class="stack wide card" aria-label={say('fav.add')} onSubmit={(event) => { event.preventDefault(); doing.run(save) }}>
      <div class="stack">
        <label for="fav-name">{say('fav.name')}</label>
        <input id="fav-name" required maxLength={200} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
      </div>
      <End label={say('fav.from')} spot={from.value} onPick={(spot) => (from.value = spot)} />
      <End label={say('fav.to')} spot={to.value} onPick={(spot) => (to.value = spot)} />
      <Fault fault={doing.fault} />
      <button class="main" disabled={!ready}>{say('fav.save')}</button>
    </form>
  )
}

function End({ label, spot, onPick }: { label: string; spot: Spot | undefined; onPick(spot: Spot | undefined): void }) {
  if (spot === undefined) return <PlaceSearch area={area()} label={label} onPick={onPick} />
  return (
    <div class="stack">
      <p><strong>{label}</strong>: {calledBy(spot)}</p>
      <button type="button" aria-label={`${say('when.change')}: ${label}`} onClick={() => onPick(undefined)}>{say('when.change')}</button>
    </div>
  )
}
