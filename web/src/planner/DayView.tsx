// A real day, as far as it has come: its film grows while it is being driven.
import { useEffect, useMemo } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked } from '../parts/asked'
import { follow } from '../service/stream'
import { say as shared } from '../words/shell'
import { spokenDate } from '../words/times'
import { FilmView } from './FilmView'
import { area } from '../staff/session'
import { askDay } from './state'
import { say } from './words'

const AGAIN_MS = 10_000

export function DayView({ date }: { date: string }) {
  const day = useAsked(() => askDay(date), [date, area.value])
  const found = day.answer.value
  const driven = found !== undefined && found.now_s !== null
  useEffect(() => {
    if (!driven) return undefined
    const stream = follow(`/api/areas/${encodeURIComponent(area.value)}/planning/days/${date}/live`, () => day.again())
    const clock = setInterval(() => day.again(), AGAIN_MS) // time goes on without events, too
    return () => {
      stream.stop()
      clearInterval(clock)
    }
  }, [driven, date])
  const films = useMemo(() => (found === undefined ? [] : [{ name: date, film: found.film }]), [found?.version])
  return (
    <div class="stack wide">
      <p class="screen-only"><a class="back" href="#/">{say('back')}</a></p>
      <h1>{say('day', { date: spokenDate(date) })}</h1>
      <p class="soft">{say(driven ? 'day.driven' : 'day.over')}</p>
      <Fault fault={day.fault.value} again={day.again} />
      {found === undefined ? <p role="status">{shared('waiting')}</p> : <FilmView films={films} now_s={found.now_s} />}
    </div>
  )
}
