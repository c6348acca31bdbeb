import { Fault } from '../parts/Fault'
import { useAsked } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { said } from '../words/speaker'
import { clockTime } from '../words/times'
import { say as sayShared } from '../words/shell'
import { area, rider } from './session'
import { say } from './words'

export interface Slot {
  hour: number
  minute: number
}

export interface SlotsProps {
  date: string
  /** Only times after this moment. */
  after?: string | undefined
  onChoose(slot: Slot): void
}

const MARKS: Record<Wire['Room'], string> = { free: '○', few: '△', full: '×' }

/** The half hours of a day with how full they are; a full one may be chosen, and leads to other times. */
export function Slots({ date, after, onChoose }: SlotsProps) {
  const riderId = rider.value?.rider_id
  const room = useAsked(
    () =>
      answerOf(
        service.GET('/api/areas/{area}/availability/{service_date}', {
          params: { path: { area: area(), service_date: date }, ...(riderId ? { query: { rider_id: riderId } } : {}) },
        }),
      ),
    [date, riderId],
  )
  const answer = room.answer.value
  const shown = (answer?.half_hours ?? []).filter(({ begin }) => after === undefined || Date.parse(begin) > Date.parse(after))
  const halves = shown.map(({ begin, room: how }) => {
    const [hour = 0, minute = 0] = clockTime(begin).split(':').map(Number)
    return { hour, minute, how }
  })
  if (answer?.refusal) return <p class="notice warn">{said({ ja: answer.refusal.sentence_ja, en: answer.refusal.sentence_en })}</p>
  return (
    <section class="stack" aria-labelledby="slots">
      <h2 id="slots">{say('when.slots')}</h2>
      <p class="soft">{say('when.legend')}</p>
      <Fault fault={room.fault.value} again={room.again} />
      {room.waiting.value && answer === undefined ? <p role="status">{sayShared('waiting')}</p> : null}
      {answer !== undefined && halves.length === 0 ? <p class="notice warn">{say('when.none')}</p> : null}
      {([['when.am', 0, 12], ['when.pm', 12, 48]] as const).map(([name, from, until]) => {
        const part = halves.filter(({ hour }) => hour >= from && hour < until)
        return part.length === 0 ? null : (
          <div key={name} class="stack" role="group" aria-label={say(name)}>
            <h3>{say(name)}</h3>
            <div class="slots">
              {part.map(({ hour, minute, how }) => (
                <button key={hour * 60 + minute} type="button" class={how} onClick={() => onChoose({ hour, minute })}>
                  <span>{`${hour}:${String(minute).padStart(2, '0')}`}</span>
                  <span class="room"><span aria-hidden="true">{MARKS[how]} </span>{say(`when.${how}`)}</span>
                </button>
              ))}
            </div>
          </div>
        )
      })}
    </section>
  )
}
