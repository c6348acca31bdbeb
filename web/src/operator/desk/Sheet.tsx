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
      if (back instanceof HTMLElement) queueMicrotask(() => back.focus())
    }
  }, [])
  return (
    <dialog ref={dialog} class={wide ? 'sheet wide' : 'sheet'} aria-labelledby={heading} onClose={onClose}>
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
