import { useAsked } from '../../parts/asked'
import { service } from '../../service/client'
import { clockTime, spokenTime } from '../../words/times'
import { said } from '../../words/speaker'
import { area, asked } from '../../staff/session'
import { say } from '../words'

const SIGNS = { free: '○', few: '△', full: '×' } as const

/** How full each half hour is for this rider, before anything is asked. */
export function Availability({ date, rider_id }: { date: string; rider_id: string }) {
  const { answer } = useAsked(
    () => asked(service.GET('/api/areas/{area}/availability/{service_date}', { params: { path: { area: area.value, service_date: date }, query: { rider_id } } })),
    [date, rider_id],
  )
  const found = answer.value
  if (found === undefined) return <div class="half-hours" />
  if (found.refusal) return <p class="notice warn">{said({ ja: found.refusal.sentence_ja, en: found.refusal.sentence_en })}</p>
  return (
    <ol class="half-hours plain" aria-label={say('availability')}>
      {found.half_hours.map(({ begin, room }) => (
        <li key={begin} class={room}>
          <span aria-hidden="true">{clockTime(begin)}</span>
          <span aria-hidden="true">{SIGNS[room]}</span>
          <span class="seen-by-readers-only">{say(`availability.${room}`, { time: spokenTime(begin) })}</span>
        </li>
      ))}
    </ol>
  )
}
