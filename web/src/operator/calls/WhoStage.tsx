import { useSignal } from '@preact/signals'
import { Fault } from '../../parts/Fault'
import { useDoing } from '../../parts/asked'
import { service } from '../../service/client'
import { now } from '../../shell/clock'
import { dateOf } from '../../words/times'
import { KeyButton } from '../desk/keys'
import { area, asked } from '../../staff/session'
import { say } from '../words'
import { offerRoom } from './asking'
import { timed, type Call } from './calls'
import { Combobox } from '../../parts/Combobox'
import { useFinding } from '../../parts/finding'
import { findRiders, riderOption, type Rider } from './finding'
import { Registration } from './Registration'
import { usuallyWanted } from './usual'
import { useEffect } from 'preact/hooks'

/** Who calls: whom the number leads to, or found by number or kana; or somebody new. */
export function WhoStage({ call }: { call: Call }) {
  const { typed, found, fault, looking } = useFinding(findRiders)
  const opening = useDoing()
  const registering = useSignal(false)
  const household = call.riders.value.map(riderOption)
  const open = (rider: Pick<Rider, 'rider_id'>): void => opening.run(() => openCard(call, rider.rider_id))
  useEffect(() => {
    const [only, other] = call.riders.peek()
    if (only !== undefined && other === undefined && call.card.peek() === undefined) open(only)
  }, [])
  if (registering.value) {
    return <Registration typed={typed.value} onRegistered={(rider_id) => open({ rider_id })} onBack={() => (registering.value = false)} />
  }
  return (
    <div class="stack">
      {call.announced && household.length === 0 ? <p class="notice">{say('who.unknown')}</p> : null}
      {household.length > 1 ? <p>{say('who.household')}</p> : null}
      <Combobox label={say('who')} hint={say('who.hint')} autofocus typed={typed.value} onType={(text) => (typed.value = text)}
        options={typed.value.trim() === '' ? household : found.value} looking={looking} onPick={open} />
      <Fault fault={fault.value ?? opening.fault} />
      <KeyButton pressed="E" alt text={say('who.new')} class="quiet" act={() => (registering.value = true)} />
    </div>
  )
}

/** Open a rider's card in a call, and go on to where they want to go. */
export async function openCard(call: Call, rider_id: string): Promise<void> {
  const card = await timed(call, () =>
    asked(service.GET('/api/areas/{area}/riders/{rider_id}/card', { params: { path: { area: area.value, rider_id }, query: { purpose: 'call' } } })),
  )
  call.card.value = card
  call.wanted.value ??= usuallyWanted(card, dateOf(now.value))
  if (call.stage.value !== 'who') return
  call.stage.value = 'where'
  if (call.waiting !== undefined) await offerRoom(call, call.waiting)
}
