// What the tablet keeps of riders: sealed with a key that no script can take out of this browser, and that is thrown
// away with it. Where a browser cannot seal (no TLS), nothing of riders is kept at all: the page needs reception there anyway.
import { keep, keptOf, remove } from './kept'

const KEY = 'key'
const IV_BYTES = 12

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly data: ArrayBuffer
}

const canSeal = (): boolean => crypto.subtle !== undefined

async function keyOf(): Promise<CryptoKey> {
  const known = await keptOf<CryptoKey>(KEY)
  if (known !== undefined) return known
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return keep<CryptoKey>(KEY, (before) => before ?? made)
}

/** Keep something under a name, sealed. */
export async function seal(name: string, value: unknown): Promise<void> {
  if (!canSeal()) return
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(), new TextEncoder().encode(JSON.stringify(value)))
  await keep<Sealed>(name, () => ({ iv, data }))
}

/** What was kept under a name; undefined where nothing was, or nobody can open it any more. */
export async function unseal<T>(name: string): Promise<T | undefined> {
  const [key, sealed] = await Promise.all([keptOf<CryptoKey>(KEY), keptOf<Sealed>(name)])
  if (!canSeal() || key === undefined || sealed === undefined) return undefined
  try {
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.data)
    return JSON.parse(new TextDecoder().decode(opened)) as T
  } catch {
    return undefined
  }
}

/** Throw away what was kept under a name, and the key that opens it. */
export const shred = (name: string): Promise<void> => remove([KEY, name])
