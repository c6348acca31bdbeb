import '../look/tokens.css'
import '../look/elements.css'
import '../look/frame.css'
import { render, type ComponentType } from 'preact'
import './looks'

export type PageName = 'rider' | 'operator' | 'driver' | 'planner'

/** Put a page into its document. */
export function mount(page: PageName, Page: ComponentType): void {
  document.documentElement.dataset['page'] = page
  const place = document.getElementById('page')
  if (place !== null) render(<Page />, place)
}
