// The service as the pages ask it: typed by its own description, each change under one key, patient with bad reception.
import createClient from 'openapi-fetch'
import { hearTime } from '../shell/clock'
import { online } from '../shell/online'
import { language } from '../words/speaker'
import type { components, paths } from './schema'

/** What goes over the wire, by its name in the description. */
export type Wire = components['schemas']
export type Problem = Wire['ProblemOut']

const SAFE = new Set(['GET', 'HEAD'])
const PAUSES_MS = [400, 1500]

/** The service said no, and why. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title)
  }
}

/** The service could not be asked; whether it heard is not known. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

let bearer: string | undefined

/** Show this token with every request, as a tablet does; pages of people have theirs in a cookie. */
export function holdToken(token: string | undefined): void {
  bearer = token
}

/** A tablet has no cookie: it is not taken for the rider or the operator who is signed in beside it. */
export type SessionKind = 'rider' | 'staff' | 'tablet'
let kind: SessionKind = 'rider'

/** Whose session this page uses: riders and staff may be signed in side by side. */
export function takeSession(given: SessionKind): void {
  kind = given
}

/** A key under which a change has one effect, however often it is sent. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What proves that a change comes from our own page; there is none where nobody has signed in here. */
export const sessionProof = (): string | undefined => new RegExp(`(?:^|; )noriai_${kind}_csrf=([^;]*)`).exec(document.cookie)?.[1]

/** The headers by which the service knows who asks, in which language, and that the page is its own. */
export function signed(headers: Headers, method = 'GET'): Headers {
  headers.set('Accept-Language', language.value)
  if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`)
  else headers.set('Session-Kind', kind)
  if (SAFE.has(method)) return headers
  const proof = sessionProof()
  if (proof !== undefined) headers.set('X-CSRF-Token', decodeURIComponent(proof))
  if (!headers.has('Idempotency-Key')) headers.set('Idempotency-Key', newKey())
  return headers
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Ask; and ask again, under the same key, while nobody answers or the service is changing over. */
async function askPatiently(request: Request): Promise<Response> {
  const body = request.body === null ? undefined : await request.clone().arrayBuffer()
  const headers = signed(new Headers(request.headers), request.method)
  for (let tried = 0; ; tried++) {
    const wait = PAUSES_MS[tried]
    try {
      const init: RequestInit = { method: request.method, headers, credentials: 'same-origin', signal: request.signal }
      const answer = await fetch(request.url, body === undefined ? init : { ...init, body })
      online.value = true
      hearTime(answer)
      if (answer.status !== 503 || wait === undefined) return answer
    } catch (fault) {
      if (request.signal.aborted) throw fault
      if (wait === undefined) {
        online.value = false
        throw new Unreachable()
      }
    }
    await pause(wait)
  }
}

/** Asks the service: `await answerOf(service.GET('/api/me'))`. */
export const service = createClient<paths>({ baseUrl: location.origin, fetch: askPatiently })

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What the service answered; throws Refused with its problem, or Unreachable. */
export async function answerOf<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked
  if (response.ok) return data as T
  const problem = error as Problem | undefined
  if (problem !== undefined && typeof problem === 'object' && 'code' in problem) throw new Refused(problem)
  throw new Unreachable()
}
