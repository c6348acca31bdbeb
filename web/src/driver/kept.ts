// What the tablet keeps, and still has after a dead battery: each change is on the disk before anybody is told.
import { delMany, get, update, type UseStore } from 'idb-keyval'

const NAME = 'noriai-driver'
const STORE = 'kept'
let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE)
    asked.onsuccess = () => {
      asked.result.onclose = () => (opened = undefined)
      done(asked.result)
    }
    asked.onerror = () => failed(asked.error)
  })
}

const onDisk: UseStore = async (mode, work) => {
  opened ??= open()
  return work((await opened).transaction(STORE, mode, { durability: 'strict' }).objectStore(STORE))
}

/** What is kept under a name. */
export const keptOf = <T>(name: string): Promise<T | undefined> => get<T>(name, onDisk)

/** Change what is kept under a name, in one step; what is kept from now on. */
export async function keep<T>(name: string, change: (before: T | undefined) => T): Promise<T> {
  let after: T | undefined
  await update<T>(name, (before) => (after = change(before)), onDisk)
  return after as T
}

/** Keep nothing under these names any more. */
export const remove = (names: string[]): Promise<void> => delMany(names, onDisk)
