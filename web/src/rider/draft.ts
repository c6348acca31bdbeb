// The booking under way: what is asked for, what the service offers, what is chosen. It outlives a reload of the page.
import { computed, effect, signal } from '@preact/signals'
import { answerOf, Refused, service, type Wire } from '../service/client'
import { go } from '../shell/route'
import { area, me, rider } from './session'

export interface Spot {
  place_id: string
  name: string
}

/** How the way back is to be: not booked, at a time, or called for when finished. */
export type WayBack = 'none' | 'time' | 'call'

export interface Draft {
  origin?: Spot
  destination?: Spot
  party: Wire['PartyOut']
  wish?: Wire['WishIn']
  wayBack: WayBack
  backWish?: Wire['WishIn']
  window?: { from: string; until: string }
  confirmed: Wire['RequestIn']['confirmed']
  /** The ride that is to be another. */
  changes?: { date: string; rideId: string }
  outward?: Wire['AnswerOut']
  back?: Wire['AnswerOut']
  chosen?: Wire['OfferOut']
  chosenBack?: Wire['OfferOut']
  /** The offers that were chosen had lapsed; these are new. */
  lapsed?: boolean
}

const KEPT = 'noriai.rider.draft'

function kept(): Draft {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Draft | null
    if (found !== null) return found
  } catch {
    // begun anew
  }
  return { party: { seats: 1, wheelchairs: 0, walkers: 0 }, wayBack: 'none', confirmed: [] }
}

export const draft = signal<Draft>(kept())
effect(() => sessionStorage.setItem(KEPT, JSON.stringify(draft.value)))

/** Whether offers to be chosen from are for the way back. */
export const choosingBack = computed(() => draft.value.chosen !== undefined && draft.value.back !== undefined)

/** Change what is asked for. */
export function alter(change: Partial<Draft>): void {
  draft.value = { ...draft.value, ...change }
}

const usualParty = (): Wire['PartyOut'] => {
  const needs = rider.value?.rider_id === me.value?.rider_id ? me.value?.needs : undefined
  return needs?.wheelchair
    ? { seats: 0, wheelchairs: 1, walkers: 0 }
    : { seats: 1, wheelchairs: 0, walkers: needs?.walker ? 1 : 0 }
}

/** Begin a booking: from home, unless said otherwise. */
export function begin(known: Partial<Draft> = {}): void {
  const home = rider.value?.home
  draft.value = { party: usualParty(), wayBack: 'none', confirmed: [], ...(home ? { origin: home } : {}), ...known }
  go(draft.value.destination === undefined ? '/book/to' : draft.value.origin === undefined ? '/book/from' : '/book/when')
}

function requestOf({ origin, destination, wish, party, confirmed, wayBack, backWish }: Draft): Wire['RequestIn'] {
  if (origin === undefined || destination === undefined || wish === undefined) throw new Error('not asked for yet')
  return {
    origin: origin.place_id,
    destination: destination.place_id,
    wish,
    party,
    confirmed: confirmed ?? [],
    ...(rider.value === undefined ? {} : { rider_id: rider.value.rider_id }),
    ...(wayBack === 'time' && backWish !== undefined ? { way_back: backWish } : {}),
  }
}

function without(answers: Draft): Draft {
  const { outward: _o, back: _b, chosen: _c, chosenBack: _d, lapsed: _l, ...asked } = answers
  return asked
}

/** What was offered is no longer to be had. */
export const letAnswersGo = (): void => void (draft.value = without(draft.value))

/** Ask for what the draft says, and go to what is offered. */
export async function ask(): Promise<void> {
  const asked = without(draft.value)
  if (asked.changes !== undefined) {
    const { date, rideId } = asked.changes
    const { origin, destination, wish, party, confirmed } = requestOf(asked)
    const outward = await answerOf(
      service.POST('/api/areas/{area}/rides/{service_date}/{ride_id}/change', {
        params: { path: { area: area(), service_date: date, ride_id: rideId } },
        body: { origin, destination, wish, ...(party ? { party } : {}), confirmed: confirmed ?? [] },
      }),
    )
    draft.value = { ...asked, outward }
  } else {
    const answer = await answerOf(
      service.POST('/api/areas/{area}/requests', { params: { path: { area: area() } }, body: requestOf(asked) }),
    )
    draft.value = { ...asked, outward: answer.outward, ...(answer.way_back ? { back: answer.way_back } : {}) }
  }
  go('/book/offers')
}

/** An offer was chosen: the way back is next, or the last look. */
export function choose(offer: Wire['OfferOut']): void {
  if (choosingBack.value) {
    alter({ chosenBack: offer })
    go('/book/check')
    return
  }
  alter({ chosen: offer })
  go(draft.value.back === undefined ? '/book/check' : '/book/offers-back')
}

/** Book what was chosen, and go to it; or to new offers, where those had lapsed. */
export async function book(): Promise<void> {
  try {
    await accept()
  } catch (fault) {
    // Of an offer that is long gone the service knows nothing any more.
    if (!(fault instanceof Refused) || fault.problem.code !== 'not-now' || draft.value.wish === undefined) throw fault
    await ask()
    alter({ lapsed: true })
  }
}

async function accept(): Promise<void> {
  const { chosen, chosenBack, wayBack, window, origin, destination, party, changes } = draft.value
  if (chosen === undefined) return go('/', true)
  const offers = [chosen, chosenBack].filter((offer) => offer !== undefined)
  const accepted = await answerOf(
    service.POST('/api/areas/{area}/acceptances', {
      params: { path: { area: area() } },
      body: { offers: offers.map(({ service_date, offer_id }) => ({ service_date, offer_id })) },
    }),
  )
  const [first] = accepted.rides
  const [outward, back] = accepted.lapsed
  if (first === undefined && outward !== undefined) {
    draft.value = { ...without(draft.value), outward, ...(back ? { back } : {}), lapsed: true }
    return go('/book/offers', true)
  }
  if (first === undefined) return
  if (outward !== undefined) {
    // The way there is promised, the way back is to be chosen anew: as a booking of its own.
    draft.value = { ...without(draft.value), origin: destination, destination: origin, wayBack: 'none', outward, lapsed: true } as Draft
    return go('/book/offers', true)
  }
  let news = changes === undefined ? 'booked' : 'changed'
  if (wayBack === 'call' && window !== undefined && origin !== undefined && destination !== undefined) {
    const answer = await answerOf(
      service.POST('/api/areas/{area}/open-returns', {
        params: { path: { area: area() } },
        body: {
          origin: destination.place_id,
          destination: origin.place_id,
          window,
          party,
          ...(rider.value === undefined ? {} : { rider_id: rider.value.rider_id }),
        },
      }),
    )
    if (answer.open_return === null) news = 'one-way'
  }
  sessionStorage.removeItem(KEPT)
  go(`/rides/${first.service_date}/${first.ride_id}/${news}`, true)
}
