import { useRef } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { answerOf, service } from '../service/client'
import { go } from '../shell/route'
import { forgetEverything } from './session'
import { say } from './words'

/** Everything that is kept of a rider, as a file; and the way to have it erased. */
export function OwnData() {
  const dialog = useRef<HTMLDialogElement>(null)
  const doing = useDoing()
  const fetchAll = async (): Promise<void> => {
    const all = await answerOf(service.GET('/api/me/data'))
    const file = new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = 'noriai-own-data.json'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  const erase = async (): Promise<void> => {
    await answerOf(service.DELETE('/api/me'))
    dialog.current?.close()
    alert(say('me.erased'))
    forgetEverything()
    go('/', true)
  }
  return (
    <section class="stack" aria-label={say('me.data')}>
      <p>{say('me.data.hint')}</p>
      <button type="button" class="whole" onClick={() => doing.run(fetchAll)}>{say('me.data')}</button>
      <p>{say('me.erase.hint')}</p>
      <button type="button" class="whole grave" onClick={() => dialog.current?.showModal()}>{say('me.erase')}</button>
      <Fault fault={doing.fault} />
      <dialog ref={dialog} aria-labelledby="erase-sure">
        <div class="stack">
          <h2 id="erase-sure">{say('me.erase.sure')}</h2>
          <p>{say('me.erase.hint')}</p>
          <button type="button" class="main" onClick={() => dialog.current?.close()}>{say('ride.cancel.no')}</button>
          <button type="button" class="whole grave" onClick={() => doing.run(erase)}>{say('me.erase.yes')}</button>
          <Fault fault={doing.fault} />
        </div>
      </dialog>
    </section>
  )
}
