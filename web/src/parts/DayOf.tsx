import { dateOf, fullDate, spokenDate } from '../words/times'

/** The date of a moment: near ones by name; on paper, which is read on other days too, in full. */
export function DayOf({ moment }: { moment: string }) {
  return (
    <>
      <span class="screen-only">{spokenDate(moment)}</span>
      <span class="print-only">{fullDate(dateOf(moment))}</span>
    </>
  )
}
