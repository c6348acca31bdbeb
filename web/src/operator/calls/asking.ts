// What is asked of the service for a call: offers out and back, the yes to them, or a place on the waitlist.
import { Refused, service, type Wire } from '../../service/client'
import { dateOf, momentOf } from '../../words/times'
import { now } from '../../shell/clock'
import { area, asked } from '../../staff/session'
import { timed, type Call, type Part, type Waiting, type Wanted } from './calls'
import { isNow, readTime } from './typedTime'

type Wish = Wire['WishIn']
type Confirmed = Wire['RequestIn']['confirmed']

const OPEN_RETURN_MIN = 90
const here = () => ({ params: { path: { area: area.value } } })

/** The wish that was typed; undefined where its time cannot be read. */
export function wishOf({ date, time, kind }: Pick<Wanted, 'date' | 'time' | 'kind'>): Wish | undefined {
  if (isNow(time) && date === dateOf(now.value)) return { kind: 'now' }
  const read = readTime(time)
  return read === undefined ? undefined : { kind, at: momentOf(date, read.hour, read.minute) }
}

const backOf = (wanted: Wanted): Wish | undefined =>
  wanted.back === 'at' ? wishOf({ date: wanted.date, time: wanted.backTime, kind: 'depart_after' }) : undefined

/** Ask for what the call wants; both ways in one breath, or something else instead of a ride. */
export async function askFor(call: Call, confirmed: Confirmed = []): Promise<void> {
  const [card, trip, wanted] = [call.card.value, call.trip.value, call.wanted.value]
  const wish = wanted && wishOf(wanted)
  if (card === undefined || trip === undefined || wanted === undefined || wish === undefined) return
  const { seats, wheelchairs, walkers } = wanted
  const party = { seats, wheelchairs, walkers, fare_classes: [] }
  const ends = { origin: trip.origin.place_id, destination: trip.destination.place_id }
  const instead = call.instead.value
  if (instead !== undefined) {
    const path = { area: area.value, service_date: instead.service_date, ride_id: instead.ride_id }
    const answer = await timed(call, () =>
      asked(service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/change', { params: { path }, body: { ...ends, wish, party, confirmed } })),
    )
    show(call, answer, undefined)
    return
  }
  const body = { ...ends, wish, party, confirmed, way_back: backOf(wanted) ?? null, rider_id: card.rider_id, door_needed: wheelchairs + walkers > 0, pay: 'cash' as const }
  const answer = await timed(call, () => asked(service.POST('/api/areas/{area}/requests', { ...here(), body })))
  show(call, answer.outward, answer.way_back ?? undefined)
}

function show(call: Call, outward: Wire['AnswerOut'] | undefined, back: Wire['AnswerOut'] | undefined): void {
  call.outward.value = outward && partOf(outward)
  call.back.value = back && partOf(back)
  call.stage.value = 'offers'
}

const partOf = (answer: Wire['AnswerOut']): Part => ({ answer, chosen: 0 })

/** What can be taken of an answer: its offers, or what can be booked instead. */
export const offersOf = (part: Part | undefined): readonly Wire['OfferOut'][] => part?.answer.refusal?.alternatives ?? part?.answer.offers ?? []

/** The offer that is chosen; none, where a direction is left out or refused outright. */
export const chosenOf = (part: Part | undefined): Wire['OfferOut'] | undefined => part && offersOf(part)[part.chosen]

/** Say yes to what is chosen; where it is long gone, what can be had by now is looked for. */
export async function take(call: Call): Promise<void> {
  try {
    await accept(call)
  } catch (fault) {
    if (!(fault instanceof Refused) || fault.problem.code !== 'not-now' || call.waiting !== undefined) throw fault
    await askFor(call)
    call.taken.value ??= { waiting: 0, rides: [] }
  }
}

/** Accept what is chosen, and then have the way home kept open where that is wanted. */
async function accept(call: Call): Promise<void> {
  const parts = [call.outward.value, call.back.value]
  const offers = parts.map(chosenOf).filter((each) => each !== undefined)
  if (offers.length > 0) {
    const body = { offers: offers.map(({ service_date, offer_id }) => ({ service_date, offer_id })) }
    const answer = await timed(call, () => asked(service.POST('/api/areas/{area}/acceptances', { ...here(), body })))
    const rides = [...(call.taken.value?.rides ?? []), ...answer.rides]
    call.taken.value = { waiting: 0, rides }
    if (answer.lapsed.length > 0) {
      const fresh = (part: Part | undefined) => answer.lapsed.find((each) => each.request_id === part?.answer.request_id)
      show(call, fresh(parts[0]), fresh(parts[1]))
      return
    }
  }
  if (call.wanted.value?.back === 'open' && call.instead.value === undefined) await keepReturnOpen(call)
  call.stage.value = 'booked'
}

async function keepReturnOpen(call: Call): Promise<void> {
  const [card, trip, wanted] = [call.card.value, call.trip.value, call.wanted.value]
  const from = wanted && readTime(wanted.backTime)
  if (card === undefined || trip === undefined || wanted === undefined || from === undefined) return
  const begins = momentOf(wanted.date, from.hour, from.minute)
  const until = new Date(Date.parse(begins) + OPEN_RETURN_MIN * 60_000).toISOString()
  const { seats, wheelchairs, walkers } = wanted
  const body = {
    origin: trip.destination.place_id, destination: trip.origin.place_id, window: { from: begins, until },
    party: { seats, wheelchairs, walkers, fare_classes: [] }, door_needed: wheelchairs + walkers > 0, confirmed: [], rider_id: card.rider_id, pay: 'cash' as const,
  }
  const answer = await timed(call, () => asked(service.POST('/api/areas/{area}/open-returns', { ...here(), body })))
  const taken = call.taken.value ?? { rides: [], waiting: 0 }
  call.taken.value = answer.open_return ? { ...taken, openReturn: answer.open_return } : taken
  call.back.value = answer.refusal ? partOf({ request_id: answer.request_id, service_date: answer.service_date, offers: [], refusal: answer.refusal }) : undefined
}

/** Have a refused wish wait for room. */
export async function joinWaitlist(call: Call, part: Part): Promise<void> {
  const path = { area: area.value, service_date: part.answer.service_date, request_id: part.answer.request_id }
  const found = await timed(call, () => asked(service.POST('/api/areas/{area}/requests/{service_date}/{request_id}/waitlist', { params: { path } })))
  call.taken.value = { ...(call.taken.value ?? { rides: [] }), waiting: found.waiting ?? 0 }
  call.stage.value = 'booked'
}

/** What is offered to somebody who waits for room, to be read out to them; nothing, while there is none. */
export async function offerRoom(call: Call, { service_date, request_id, origin, destination }: Waiting): Promise<void> {
  const path = { area: area.value, service_date, request_id }
  const { offers } = await timed(call, () => asked(service.GET('/api/areas/{area}/requests/{service_date}/{request_id}', { params: { path } })))
  if (offers.length === 0) return
  call.trip.value = { origin, destination }
  show(call, { request_id, service_date, offers, refusal: null }, undefined)
}

/** Let the offers go that were read out and not taken; who waits for room keeps theirs until they lapse. */
export function decline(call: Call): void {
  if (call.stage.value !== 'offers') return
  for (const part of [call.outward.value, call.back.value]) {
    if (part === undefined || part.answer.offers.length === 0 || part.answer.request_id === call.waiting?.request_id) continue
    const path = { area: area.value, service_date: part.answer.service_date, request_id: part.answer.request_id }
    void asked(service.POST('/api/areas/{area}/requests/{service_date}/{request_id}/decline', { params: { path } })).catch(() => undefined)
  }
}
