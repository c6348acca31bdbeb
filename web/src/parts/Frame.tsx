import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { online } from '../shell/online'
import { route } from '../shell/route'
import { say } from '../words/shell'
import { DisplaySettings } from './DisplaySettings'

export interface FrameProps {
  /** The service's name, in the reader's language. */
  name: string
  /** What must stand on every page of it, such as 見本. */
  label?: string
  /** Where bookings are taken by telephone; on the rider's pages in the same place everywhere. */
  phone?: string
  /** Beside the settings: navigation, who is signed in. */
  beside?: ComponentChildren
  children: ComponentChildren
}

/** Around every view: the service, whether it can be reached, the telephone number, the display's settings. */
export function Frame({ name, label, phone, beside, children }: FrameProps) {
  const main = useRef<HTMLElement>(null)
  const entered = useRef(false)
  useEffect(() => {
    // A view that was gone to is read from its heading on; the first one is left to the browser.
    const chosen = document.activeElement !== main.current && main.current?.contains(document.activeElement)
    if (entered.current && !chosen) {
      scrollTo(0, 0)
      const heading = main.current?.querySelector<HTMLElement>('h1')
      heading?.setAttribute('tabindex', '-1')
      ;(heading ?? main.current)?.focus()
    }
    entered.current = true
  }, [route.value])
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus() }}>
        {say('skip')}
      </a>
      <header>
        <span class="service">
          {name}
          {label ? <span class="label">{label}</span> : null}
        </span>
        <div class="row">
          {beside}
          <DisplaySettings />
        </div>
      </header>
      <div role="status">{online.value ? null : <p class="offline">{say('offline')}</p>}</div>
      <main id="main" ref={main} tabIndex={-1}>{children}</main>
      {phone ? (
        <footer>
          <p>{say('telephone')}</p>
          <a class="button whole" href={`tel:${phone.replaceAll('-', '')}`}>{say('call', { number: phone })}</a>
        </footer>
      ) : null}
    </div>
  )
}
