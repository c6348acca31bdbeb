// Who sits at this desk, for which area, and what they may do there.
import { computed, signal } from '@preact/signals'
import { Refused, answerOf, service, type Wire } from '../../service/client'
import { zone } from '../../words/times'

/** `asking`: not known yet; `out`: nobody; `locked`: somebody who left the desk. */
export type Presence = 'asking' | 'out' | 'locked' | 'in'

const AREA = 'noriai.operator.area'

export const presence = signal<Presence>('asking')
export const account = signal('')
const may = signal<Readonly<Record<string, readonly string[]>>>({})
const chosen = signal(localStorage.getItem(AREA) ?? '')

/** The areas whose calls are taken or whose board is watched here. */
export const areas = computed(() =>
  Object.keys(may.value).filter((each) => may.value[each]?.includes('watch-board')),
)
/** The area this desk works for. */
export const area = computed(() => (areas.value.includes(chosen.value) ? chosen.value : (areas.value[0] ?? '')))
/** The service of the area, as anybody may read it. */
export const town = signal<Wire['ServiceOut'] | undefined>(undefined)

/** Whether they may do something here, by the permission's name. */
export const can = (permission: string): boolean => may.value[area.value]?.includes(permission) ?? false

export function workFor(other: string): void {
  localStorage.setItem(AREA, other)
  chosen.value = other
  void arrive()
}

/** Find out who is signed in. */
export async function arrive(): Promise<void> {
  try {
    const found = await asked(service.GET('/api/staff/session'))
    account.value = found.account
    may.value = found.may
    if (area.value !== '') {
      town.value = await answerOf(service.GET('/api/areas/{area}', { params: { path: { area: area.value } } }))
      zone.value = town.value.timezone
    }
    presence.value = 'in'
  } catch (fault) {
    if (presence.value === 'asking') presence.value = 'out'
    if (!(fault instanceof Refused)) throw fault
  }
}

/** What the service answered; a locked or ended session is noticed on the way. */
export async function asked<T>(question: Parameters<typeof answerOf<T>>[0]): Promise<T> {
  try {
    return await answerOf(question)
  } catch (fault) {
    if (fault instanceof Refused) {
      if (fault.problem.code === 'locked') presence.value = 'locked'
      if (fault.problem.code === 'unauthenticated' || fault.problem.code === 'forbidden') presence.value = 'out'
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
