import { useSignal } from '@preact/signals'
import type { Wire } from '../service/client'
import { Back } from './Back'
import { alter, draft } from './draft'
import { say } from './words'

type Party = Wire['PartyOut']
const MOST = 8
const KINDS = ['seats', 'wheelchairs', 'walkers'] as const

/** 2人、車いす1人. */
export function partyInWords({ seats, wheelchairs, walkers }: Party): string {
  return [
    seats > 0 ? say('party.people', { n: seats }) : '',
    wheelchairs > 0 ? say('party.wheelchair', { n: wheelchairs }) : '',
    walkers > 0 ? say('party.walker', { n: walkers }) : '',
  ]
    .filter((words) => words !== '')
    .join(' + ')
}

/** Who rides: counted by two buttons each, nothing to type. */
export function PartyView() {
  const party = useSignal<Party>(draft.value.party)
  const nobody = party.value.seats + party.value.wheelchairs < 1
  const count = (kind: (typeof KINDS)[number], step: number): void => {
    party.value = { ...party.value, [kind]: Math.min(MOST, Math.max(0, party.value[kind] + step)) }
  }
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('party.title')}</h1>
      {KINDS.map((kind) => (
        <div key={kind} class="count" role="group" aria-label={say(`party.${kind}`)}>
          <p>{say(`party.${kind}`)}</p>
          <button type="button" aria-label={say('party.fewer', { what: say(`party.${kind}`) })} onClick={() => count(kind, -1)}>−</button>
          <output>{party.value[kind]}</output>
          <button type="button" aria-label={say('party.more', { what: say(`party.${kind}`) })} onClick={() => count(kind, 1)}>＋</button>
        </div>
      ))}
      <button type="button" class="main" disabled={nobody} onClick={() => { alter({ party: party.value }); history.back() }}>
        {say('party.done')}
      </button>
    </div>
  )
}
