// Who uses the page, which service they ride with, and for whom they book.
import { computed, signal } from '@preact/signals'
import { answerOf, Refused, service, sessionProof, type Wire } from '../service/client'
import { zone } from '../words/times'
import { say } from './words'

/** The rider who is signed in; null where nobody is, undefined while that is not known. */
export const me = signal<Wire['MeOut'] | null | undefined>(undefined)
/** The service's page. */
export const town = signal<Wire['ServiceOut'] | undefined>(undefined)
const chosenRider = signal<string | undefined>(undefined)

/** Whom bookings are for: the rider themselves, or somebody they may book for. */
export const rider = computed<Wire['BookableOut'] | undefined>(() => {
  const books = me.value?.books_for ?? []
  return books.find((each) => each.rider_id === chosenRider.value) ?? books[0]
})

/** A place as the rider calls it: their home is 自宅, not an address. */
export const calledBy = (spot: { place_id: string; name: string }): string =>
  spot.place_id === rider.value?.home?.place_id ? say('place.home') : spot.name

/** Book for somebody else from now on. */
export const bookFor = (riderId: string): void => void (chosenRider.value = riderId)

/** The area of the service; `open` has been waited for by then. */
export function area(): string {
  const found = me.value?.area ?? town.value?.area
  if (found === undefined) throw new Error('no area yet')
  return found
}

const KEPT = 'noriai.rider.session'

/** Show at once whom this device knows, or that it knows nobody; `open` then asks the service. */
export function recall(): void {
  if (sessionProof() === undefined) {
    me.value = null
    return
  }
  const kept = localStorage.getItem(KEPT)
  if (kept === null) return
  const known = JSON.parse(kept) as { me: Wire['MeOut'] | null; town: Wire['ServiceOut'] }
  ;[town.value, zone.value, me.value] = [known.town, known.town.timezone, known.me]
}

/** Find out who is there and what service this is; throws where the service cannot be asked. */
export async function open(): Promise<void> {
  await ask()
  localStorage.setItem(KEPT, JSON.stringify({ me: me.value, town: town.value }))
}

async function ask(): Promise<void> {
  const [areas, found] = await Promise.all([answerOf(service.GET('/api/areas')), whoIsThere()])
  const own = found?.area ?? new URLSearchParams(location.search).get('area') ?? areas[0]?.area
  if (own !== undefined) {
    town.value = await answerOf(service.GET('/api/areas/{area}', { params: { path: { area: own } } }))
    zone.value = town.value.timezone
  }
  me.value = found
}

async function whoIsThere(): Promise<Wire['MeOut'] | null> {
  if (sessionProof() === undefined) return null
  try {
    return await answerOf(service.GET('/api/me'))
  } catch (fault) {
    if (fault instanceof Refused && [401, 403, 404].includes(fault.problem.status)) return null
    throw fault
  }
}

/** The rider signs out; what the device kept of them goes. */
export async function signOut(): Promise<void> {
  await answerOf(service.POST('/api/sign-out'))
  forgetEverything()
}

/** Nothing of a rider stays on the device. */
export function forgetEverything(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('noriai.rider.')) localStorage.removeItem(key)
  sessionStorage.clear()
  me.value = null
}
