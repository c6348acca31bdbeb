// What is read out to the caller, sentence by sentence, in plain Japanese (or English).
import type { Wire } from '../../service/client'
import { said } from '../../words/speaker'
import { spokenDate, spokenSpan, spokenTime } from '../../words/times'
import { say } from '../words'
import { chosenOf } from './asking'
import type { Call } from './calls'
import { placeName } from './WhereStage'

type Ride = Pick<Wire['RideOut'], 'origin' | 'destination' | 'limits'>

function rideSaid(call: Call, key: 'script.ride' | 'script.back', { origin, destination, limits }: Ride): string {
  return say(key, {
    origin: placeName(call, origin),
    destination: placeName(call, destination),
    ...spokenSpan(limits.pickup_from, limits.pickup_until),
    arrive: spokenTime(limits.arrive_until),
  })
}

const refused = (refusal: Wire['RefusalOut'] | null | undefined): string[] =>
  refusal ? [said({ ja: refusal.sentence_ja, en: refusal.sentence_en })] : []

/** The offers as they are chosen now, with their price, and the question. */
export function offersScript(call: Call): string[] {
  const sentences: string[] = []
  const parts = [['script.ride', call.outward.value], ['script.back', call.back.value]] as const
  let yen: number | undefined
  let taking = false
  for (const [key, part] of parts) {
    if (part === undefined) continue
    sentences.push(...refused(part.answer.refusal))
    const offer = chosenOf(part)
    if (offer === undefined) continue
    taking = true
    if (key === 'script.ride') sentences.push(say('script.date', { date: spokenDate(offer.service_date) }))
    sentences.push(...offer.rides.map((ride) => rideSaid(call, key, ride)))
    if (offer.walk_m > 0) sentences.push(say('script.walk', { n: offer.walk_m }))
    if (offer.most_yen != null) yen = (yen ?? 0) + offer.most_yen
  }
  if (call.wanted.value?.back === 'open') sentences.push(say('script.open'))
  if (yen !== undefined) sentences.push(say('script.yen', { yen }))
  if (taking) sentences.push(say('script.ask'))
  return sentences
}

/** What was booked, read back before the telephone is put down. */
export function bookedScript(call: Call): string[] {
  const taken = call.taken.value
  if (taken === undefined) return []
  const sentences: string[] = []
  if (taken.rides.length > 0) sentences.push(say(call.instead.value ? 'script.changed' : 'script.booked'))
  for (const [index, ride] of taken.rides.entries()) {
    const back = index > 0 && ride.origin.place_id === taken.rides[0]?.destination.place_id
    const sentence = rideSaid(call, back ? 'script.back' : 'script.ride', ride)
    const sameDay = taken.rides[index - 1]?.service_date === ride.service_date
    sentences.push(sameDay ? sentence : say('script.on', { date: spokenDate(ride.service_date), ride: sentence }))
  }
  if (taken.openReturn) sentences.push(say('script.open.sold', { n: taken.openReturn.longest_wait_min }))
  else if (call.wanted.value?.back === 'open') sentences.push(...refused(call.back.value?.answer.refusal))
  if (taken.waiting > 0) sentences.push(say('script.waiting', { n: taken.waiting }))
  sentences.push(say('script.thanks'))
  return sentences
}
