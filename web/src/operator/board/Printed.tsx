import { now } from '../../shell/clock'
import { clockTime, dateOf, fullDate } from '../../words/times'
import { say } from '../board-words'
import { boardDate } from './board'

/** On paper: of which day a list is, and how old. */
export function Printed() {
  const at = now.value.toISOString()
  return <p class="print-only">{say('printed', { date: fullDate(boardDate()), at: `${fullDate(dateOf(at))} ${clockTime(at)}` })}</p>
}
