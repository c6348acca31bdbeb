import { useSignal } from '@preact/signals'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { answerOf, service } from '../service/client'
import { me } from './session'
import { say } from './words'

/** Where else a rider is reached: changed with a code that was sent to their own number. */
export function Contacts() {
  const phone = useSignal(me.value?.contact_phone ?? '')
  const address = useSignal(me.value?.notice_address ?? '')
  const requestId = useSignal<string | undefined>(undefined)
  const code = useSignal('')
  const saved = useSignal(false)
  const doing = useDoing()
  const send = async (): Promise<void> => {
    saved.value = false
    requestId.value = (await answerOf(service.POST('/api/me/codes'))).request_id
  }
  const change = async (): Promise<void> => {
    const body = { request_id: requestId.value ?? '', code: code.value.trim(), contact_phone: phone.value, notice_address: address.value }
    me.value = await answerOf(service.PUT('/api/me/contacts', { body }))
    ;[requestId.value, code.value, saved.value] = [undefined, '', true]
  }
  return (
    <form class="stack card" aria-labelledby="contact" onSubmit={(event) => { event.preventDefault(); doing.run(requestId.value === undefined ? send : change) }}>
      <h2 id="contact">{say('me.contact')}</h2>
      <label for="contact-phone">{say('me.contact.phone')}</label>
      <input id="contact-phone" type="tel" maxLength={300} value={phone.value} onInput={(event) => (phone.value = event.currentTarget.value)} />
      <label for="contact-mail">{say('me.contact.mail')}</label>
      <input id="contact-mail" maxLength={300} value={address.value} onInput={(event) => (address.value = event.currentTarget.value)} />
      {requestId.value === undefined ? (
        <button>{say('me.contact.code')}</button>
      ) : (
        <>
          <label for="contact-code">{say('in.code')}</label>
          <input id="contact-code" class="code" autocomplete="one-time-code" inputmode="numeric" maxLength={6} required value={code.value} onInput={(event) => (code.value = event.currentTarget.value)} />
          <button>{say('me.save')}</button>
        </>
      )}
      <p role="status">{saved.value ? say('me.saved') : null}</p>
      <Fault fault={doing.fault} />
    </form>
  )
}
