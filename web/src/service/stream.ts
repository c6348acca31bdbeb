// Streams of the service (server-sent events), come back to after every break where they were left.
import { signal, type ReadonlySignal } from '@preact/signals'
import { hearTime } from '../shell/clock'
import { signed } from './client'

/** `live`: up to date; `lost`: trying to come back; `over`: refused or stopped. */
export type StreamState = 'opening' | 'live' | 'lost' | 'over'

export interface Stream {
  readonly state: ReadonlySignal<StreamState>
  stop(): void
}

export interface StreamEvent {
  readonly id: string
  readonly name: string
  readonly data: string
}

const SILENT_MS = 40_000 // the service sends a sign of life every 15 s
const PAUSES_MS = [500, 1000, 2000, 4000, 8000]

/** Follow a stream; `heard` gets each event's data as it was sent, typed by whoever asks. */
export function follow<T>(path: string, heard: (data: T, event: StreamEvent) => void): Stream {
  const state = signal<StreamState>('opening')
  const stopped = new AbortController()
  let lastId = ''
  let breaks = 0

  async function once(): Promise<void> {
    const turn = new AbortController()
    const abort = () => turn.abort()
    stopped.signal.addEventListener('abort', abort)
    let watch = setTimeout(abort, SILENT_MS)
    try {
      const headers = signed(new Headers({ Accept: 'text/event-stream' }))
      if (lastId !== '') headers.set('Last-Event-ID', lastId)
      const answer = await fetch(path, { headers, signal: turn.signal, credentials: 'same-origin', cache: 'no-store' })
      hearTime(answer)
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        state.value = 'over'
        return
      }
      if (!answer.ok || answer.body === null) throw new Error(String(answer.status))
      state.value = 'live'
      for await (const event of eventsIn(answer.body, () => {
        clearTimeout(watch)
        watch = setTimeout(abort, SILENT_MS)
      })) {
        breaks = 0
        if (event.id !== '') lastId = event.id
        heard(JSON.parse(event.data) as T, event)
      }
    } finally {
      clearTimeout(watch)
      stopped.signal.removeEventListener('abort', abort)
    }
  }

  async function keepOn(): Promise<void> {
    while (!stopped.signal.aborted && state.value !== 'over') {
      try {
        await once()
      } catch {
        // a break: what is shown grows old until the stream is back
      }
      if (stopped.signal.aborted || (state.value as StreamState) === 'over') break
      state.value = 'lost'
      await untilWorthTrying(PAUSES_MS[Math.min(breaks++, PAUSES_MS.length - 1)] ?? 8000, stopped.signal)
    }
    state.value = 'over'
  }

  void keepOn()
  return { state, stop: () => stopped.abort() }
}

/** A while, or until the device has a connection again. */
function untilWorthTrying(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(timer)
      removeEventListener('online', finish)
      done()
    }
    const timer = setTimeout(finish, ms)
    addEventListener('online', finish)
    stopped.addEventListener('abort', finish, { once: true })
  })
}

/** The events of a body; `alive` is told of everything that comes, signs of life too. */
export async function* eventsIn(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let rest = ''
  let fields = { id: '', name: 'message', data: [] as string[] }
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    alive()
    const lines = (rest + value).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (fields.data.length > 0) yield { id: fields.id, name: fields.name, data: fields.data.join('\n') }
        fields = { id: fields.id, name: 'message', data: [] }
        continue
      }
      const colon = line.indexOf(':')
      if (colon === 0) continue
      const field = colon < 0 ? line : line.slice(0, colon)
      const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'data') fields.data.push(text)
      else if (field === 'id') fields.id = text
      else if (field === 'event') fields.name = text
    }
  }
}
