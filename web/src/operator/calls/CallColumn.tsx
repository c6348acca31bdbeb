import { useLayoutEffect, useRef } from 'preact/hooks'
import { Heard, KeyButton, useKey } from '../desk/keys'
import { say } from '../words'
import { activeCall, hangUp, type Call, type Stage } from './calls'
import { BookedStage } from './BookedStage'
import { decline } from './asking'
import { OffersStage } from './OffersStage'
import { RiderCard } from './RiderCard'
import { WhenStage } from './WhenStage'
import { WhereStage, placeName } from './WhereStage'
import { WhoStage } from './WhoStage'
import { needsOf } from './usual'

const STAGES: readonly Stage[] = ['who', 'where', 'when', 'offers', 'booked']
const VIEWS = { who: WhoStage, where: WhereStage, when: WhenStage, offers: OffersStage, booked: BookedStage }

/** One call from hello to goodbye; beside others, it hears keys while it has the focus. */
export function CallColumn({ call }: { call: Call }) {
  const active = activeCall.value === call.id
  return (
    <Heard.Provider value={active}>
      <Column call={call} active={active} />
    </Heard.Provider>
  )
}

function Column({ call, active }: { call: Call; active: boolean }) {
  const column = useRef<HTMLElement>(null)
  const stage = call.stage.value
  const View = VIEWS[stage]
  const name = call.card.value?.profile.name ?? say('call.unknown')
  useLayoutEffect(() => {
    if (active && !column.current?.contains(document.activeElement)) column.current?.querySelector<HTMLElement>('.stage input, .stage [role=listbox], .stage button')?.focus()
  }, [active])
  const end = (): void => {
    decline(call)
    hangUp(call)
  }
  useKey(stage === 'where' || stage === 'when' || stage === 'offers' ? 'Escape' : undefined, say('call.back'), () => back(call))
  return (
    <section ref={column} class={`call ${active ? 'active' : ''}`} aria-label={say('call', { name })} onFocusCapture={() => (activeCall.value = call.id)}>
      <div class="row apart head">
        <div class="row">
          <h2>{name}</h2>
          {needsOf(call.card.value).map((each) => <span class="tag warn" key={each}>{say(each)}</span>)}
        </div>
        <KeyButton pressed="Q" alt text={say('call.end')} class="quiet" act={end} />
      </div>
      <ol class="plain stages" aria-label={say('call.stages')}>
        {STAGES.map((each) => <li key={each} {...(each === stage ? { 'aria-current': 'step' as const } : {})}>{say(`stage.${each}`)}</li>)}
      </ol>
      <div class="body">
        <div class="stage">
          {call.trip.value && stage !== 'where' && stage !== 'booked' ? (
            <p class="trip big">{say('where.trip', { origin: placeName(call, call.trip.value.origin), destination: placeName(call, call.trip.value.destination) })}</p>
          ) : null}
          {call.instead.value && stage !== 'booked' ? <p class="notice">{say('call.changing')}</p> : null}
          <View call={call} />
        </div>
        {call.card.value ? <RiderCard call={call} /> : null}
      </div>
    </section>
  )
}

/** One step back; what was chosen before stays as it was. */
function back(call: Call): void {
  if (call.stage.value === 'offers') {
    decline(call)
    call.stage.value = 'when'
  } else if (call.stage.value === 'when') {
    call.instead.value = undefined
    call.stage.value = 'where'
  } else {
    call.card.value = undefined
    call.riders.value = []
    call.stage.value = 'who'
  }
}
