// Which vehicle this tablet is for, and the token by which the service knows it.
import { signal } from '@preact/signals'
import { answerOf, holdToken, service, takeSession, type Wire } from '../service/client'
import { keep, keptOf } from './kept'

export type Tablet = Wire['EnrolledOut']

const TABLET = 'tablet'
takeSession('tablet')

export const tablet = signal<Tablet | undefined>(undefined)
/** The service does not know the tablet any more: it was revoked, or enrolled anew elsewhere. */
export const unknown = signal(false)

function be(known: Tablet | undefined): void {
  tablet.value = known
  unknown.value = false
  holdToken(known?.token)
}

/** Be the tablet one was. */
export async function openTablet(): Promise<void> {
  be(await keptOf<Tablet>(TABLET))
}

/** Become a vehicle's tablet by the code that the office has made for it. */
export async function enrol(code: string): Promise<void> {
  holdToken(undefined)
  const enrolled = await answerOf(service.POST('/api/tablets', { body: { code } }))
  await keep<Tablet>(TABLET, () => enrolled)
  be(enrolled)
}
