import '../look/tokens.css'
import '../look/elements.css'
import '../look/frame.css'
import { render, type ComponentType } from 'preact'
import './looks'

export type PageName = 'rider' | 'operator' | 'driver' | 'planner'

/** What of a page opens without a connection: nothing, the page, or also what it loads later (its map). */
export type Offline = 'nothing' | 'page' | 'whole'

/** Put a page into its document. */
export function mount(page: PageName, Page: ComponentType, offline: Offline = 'nothing'): void {
  document.documentElement.dataset['page'] = page
  const place = document.getElementById('page')
  if (place !== null) render(<Page />, place)
  // Browsers have no workers where the connection is neither secure nor local; the page does without.
  if (offline === 'nothing' || !('serviceWorker' in navigator) || import.meta.env.DEV) return
  const worker = `/page-worker.js?page=${page}${offline === 'whole' ? '&whole' : ''}`
  const register = (): void => void navigator.serviceWorker.register(worker, { scope: `/${page}` }).catch(() => undefined)
  if (document.readyState === 'complete') register()
  else addEventListener('load', register)
}
