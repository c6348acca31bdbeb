import { spokenTime, clockTime } from '../../words/times'
import { answer, type Waiting } from '../calls/calls'
import { Lines } from '../desk/Lines'
import { can } from '../../staff/session'
import { say } from '../board-words'
import type { Board } from './board'
import { Panel } from './Panel'

/** Who waits for room, in order, and who has yet to call for the way home; Enter opens their card in a call. */
export function WaitingList({ board }: { board: Board }) {
  const open = (rider_id: string, waiting?: Waiting): void => {
    if (can('open-rider')) answer(undefined, { rider_id, name: '', kana: '', phone: '', address: '' }, waiting)
  }
  return (
    <>
      <Panel title={say('waitlist')} count={board.waitlist.length} pressed="W">
        <Lines label={say('waitlist')} pressed="W" lines={board.waitlist} keyOf={(each) => each.request_id} onOpen={(each) => open(each.rider_id, { ...each, service_date: board.service_date })}>
          {(each) => (
            <>
              <strong>{say(each.wish_kind === 'arrive_by' ? 'wish.by' : 'wish.after', { time: spokenTime(each.wish) })}</strong>
              <span>{say('trip', { origin: each.origin.name, destination: each.destination.name })}</span>
              {each.offered_until ? <span class="tag good">{say('waitlist.offered', { time: clockTime(each.offered_until) })}</span> : null}
            </>
          )}
        </Lines>
      </Panel>
      <Panel title={say('open-returns')} count={board.open_returns.length} pressed="R">
        <Lines label={say('open-returns')} pressed="R" lines={board.open_returns} keyOf={(each) => each.ride_id} onOpen={(each) => open(each.rider_id)}>
          {(each) => (
            <>
              <strong>{clockTime(each.call_from)}–{clockTime(each.call_until)}</strong>
              <span>{say('trip', { origin: each.origin.name, destination: each.destination.name })}</span>
              <span class="soft">{say('open-returns.wait', { n: each.longest_wait_min })}</span>
            </>
          )}
        </Lines>
      </Panel>
    </>
  )
}
