// Who of the staff sits at this page, for which area, and what they may do there.
import { computed, signal } from '@preact/signals'
import { Refused, answerOf, service, takeSession, type Wire } from '../service/client'
import { zone } from '../words/times'

/** `asking`: not known yet; `out`: nobody; `locked`: somebody who left the desk; `barred`: not their page. */
export type Presence = 'asking' | 'out' | 'locked' | 'barred' | 'in'

/** A page of the staff: which areas are theirs there, and what else it needs before it is shown. */
export interface StaffPage {
  readonly name: string
  /** The permission without which an area is none of theirs. */
  readonly needs: string
  open?(area: string): Promise<void>
}

let page: StaffPage = { name: '', needs: '' }

export const presence = signal<Presence>('asking')
export const account = signal('')
/** Why nobody could be let in, where that is no matter of signing in. */
export const arrivalFault = signal<unknown>(undefined)
const may = signal<Readonly<Record<string, readonly string[]>>>({})
const chosen = signal('')

/** The areas they may work for on this page. */
export const areas = computed(() => Object.keys(may.value).filter((each) => may.value[each]?.includes(page.needs)))
/** The area this page is about. */
export const area = computed(() => (areas.value.includes(chosen.value) ? chosen.value : (areas.value[0] ?? '')))
/** The service of the area, as anybody may read it. */
export const town = signal<Wire['ServiceOut'] | undefined>(undefined)

/** Whether they may do something here, by the permission's name. */
export const can = (permission: string): boolean => may.value[area.value]?.includes(permission) ?? false

const keptArea = (): string => `noriai.${page.name}.area`

/** Open a page of the staff for whoever is signed in. */
export function attend(given: StaffPage): void {
  page = given
  takeSession('staff')
  chosen.value = localStorage.getItem(keptArea()) ?? ''
  void arrive()
}

export function workFor(other: string): void {
  localStorage.setItem(keptArea(), other)
  chosen.value = other
  void arrive()
}

const MEANT: Readonly<Record<string, Presence>> = { unauthenticated: 'out', locked: 'locked', forbidden: 'barred', 'not-found': 'barred' }

/** Find out who is signed in, and whether this page is theirs. */
export async function arrive(): Promise<void> {
  try {
    const found = await answerOf(service.GET('/api/staff/session'))
    ;[account.value, may.value] = [found.account, found.may]
    if (area.value !== '') await enter(area.value)
    presence.value = area.value === '' ? 'barred' : 'in'
    arrivalFault.value = undefined
  } catch (fault) {
    const meant = fault instanceof Refused ? MEANT[fault.problem.code] : undefined
    if (meant === undefined) arrivalFault.value = fault
    else presence.value = meant
  }
}

async function enter(area: string): Promise<void> {
  town.value = await answerOf(service.GET('/api/areas/{area}', { params: { path: { area } } }))
  zone.value = town.value.timezone
  await page.open?.(area)
}

/** What the service answered; a session that was locked or ended, or lost a role, is noticed on the way. */
export async function asked<T>(question: Parameters<typeof answerOf<T>>[0]): Promise<T> {
  try {
    return await answerOf(question)
  } catch (fault) {
    if (fault instanceof Refused) {
      const { code } = fault.problem
      if (code === 'locked' || code === 'unauthenticated') presence.value = MEANT[code] ?? 'out'
      if (code === 'forbidden') void arrive()
    }
    throw fault
  }
}

/** Leave the desk: nothing of anybody stays in sight, and the password alone opens it again. */
export async function lock(): Promise<void> {
  if (presence.value !== 'in') return
  presence.value = 'locked'
  await answerOf(service.POST('/api/staff/lock')).catch(() => undefined)
}

export async function signOut(): Promise<void> {
  await answerOf(service.POST('/api/sign-out')).catch(() => undefined)
  location.reload() // nothing of anybody stays in memory
}

const IDLE_MS = 15 * 60_000
const LOOKED_AFTER_MS = 10_000
let touched = Date.now()
for (const sign of ['keydown', 'pointerdown'] as const) addEventListener(sign, () => (touched = Date.now()), true)
setInterval(() => {
  if (Date.now() - touched >= IDLE_MS) void lock()
}, LOOKED_AFTER_MS)
