import type { ComponentChildren } from 'preact'
import { useContext, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { say as shared } from '../../words/shell'
import { Key, Layer } from './keys'

export interface SheetProps {
  title: string
  onClose(): void
  children: ComponentChildren
  wide?: boolean
}

/** Close the sheet on top now, so that what lies under it can be given the focus at once. */
export const closeSheet = (): void => [...document.querySelectorAll<HTMLDialogElement>('dialog.sheet[open]')].at(-1)?.close()

/** What is looked at more closely: over everything else, closed by Escape, and back to where one was. */
export function Sheet({ title, onClose, children, wide = false }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const layer = useContext(Layer)
  const before = useRef(document.activeElement)
  useLayoutEffect(() => {
    dialog.current?.showModal()
    return () => {
      const back = before.current
      // Once the sheet is gone: what lies under it cannot be focused while it is there.
      if (back instanceof HTMLElement) queueMicrotask(() => document.activeElement === document.body && back.focus())
    }
  }, [])
  // The browser says `close` some time after Escape, and `cancel` at once: the key after it is meant for what lies beneath.
  return (
    <dialog ref={dialog} class={wide ? 'sheet wide' : 'sheet'} aria-labelledby={heading} onCancel={onClose} onClose={onClose}>
      <Layer.Provider value={layer + 1}>
        <div class="row apart head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            {shared('close')} <Key>Esc</Key>
          </button>
        </div>
        {children}
      </Layer.Provider>
    </dialog>
  )
}
