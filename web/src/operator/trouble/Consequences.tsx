import type { RefObject } from 'preact'
import type { Wire } from '../../service/client'
import { go } from '../../shell/route'
import { said } from '../../words/speaker'
import { clockTime } from '../../words/times'
import { causeKey } from '../board/BoardView'
import { KeyButton } from '../desk/keys'
import { say } from '../board-words'
import type { Looked } from './TroubleView'

interface ConsequencesProps {
  looked: Looked
  heading: RefObject<HTMLHeadingElement | null>
  doing: boolean
  onDo(): void
  onDrop(): void
}

/** Every rider in one of three lists: kept, moved by so many minutes, needs a call. */
export function Consequences({ looked, heading, doing, onDo, onDrop }: ConsequencesProps) {
  const { kept, moved, needs_call } = looked.found
  return (
    <section class={`consequences card ${looked.done ? 'done' : ''}`} aria-label={say(looked.done ? 'done' : 'preview.title')}>
      <h2 ref={heading} tabIndex={-1}>{say(looked.done ? (looked.of === 'undo' ? 'done.undo' : 'done') : looked.of === 'undo' ? 'preview.undo' : 'preview.title')}</h2>
      <dl class="three">
        <div class="good"><dt>{say('kept')}</dt><dd>{say('count', { n: kept.length })}</dd></div>
        <div class="warn"><dt>{say('moved')}</dt><dd>{say('count', { n: moved.length })}</dd></div>
        <div class="bad"><dt>{say('needs-call')}</dt><dd>{say('count', { n: needs_call.length })}</dd></div>
      </dl>
      {looked.done ? (
        <div class="row">
          {moved.length + needs_call.length > 0 ? <KeyButton pressed="C" text={say('done.calls')} act={() => go('/board')} /> : null}
          <button type="button" class="quiet" onClick={onDrop}>{say('done.ok')}</button>
        </div>
      ) : (
        <div class="row">
          <KeyButton pressed="G" text={say(doing ? 'doing' : looked.of === 'undo' ? 'do.undo' : 'do')} class="grave main" act={onDo} />
          <KeyButton pressed="Escape" text={say('do.not')} class="quiet" act={onDrop} />
        </div>
      )}
      {needs_call.length > 0 ? (
        <>
          <h3 class="bad">{say('needs-call')}</h3>
          <ul class="plain riders">
            {needs_call.map((each) => (
              <li key={each.ride_id}>
                <strong>{each.rider?.name ?? each.rider_id}</strong> <span>{say(causeKey(each.cause))}</span> <span class="soft">{promisedSaid(each.before)}</span>
                <p class="said">{said(each.said)}</p>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {moved.length > 0 ? (
        <>
          <h3 class="warn">{say('moved')}</h3>
          <ul class="plain riders">
            {moved.map((each) => (
              <li key={each.ride_id}>
                <strong>{each.rider?.name ?? each.rider_id}</strong> <span>{say('moved.by', { n: each.minutes })}</span>{' '}
                <span class="soft">{say('moved.to', { before: promisedSaid(each.before), after: promisedSaid(each.after) })}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  )
}

const promisedSaid = (promised: Wire['MovedOut']['before']): string =>
  'pickup_from' in promised ? `${clockTime(promised.pickup_from)}–${clockTime(promised.pickup_until)}` : say('open-returns.wait', { n: promised.longest_wait_min })
