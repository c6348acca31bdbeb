import { signal } from '@preact/signals'

/** Whether the service answered when it was last asked. */
export const online = signal(navigator.onLine)

addEventListener('online', () => (online.value = true))
addEventListener('offline', () => (online.value = false))
