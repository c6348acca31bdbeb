import { Fault } from '../parts/Fault'
import { Sentence } from '../parts/Sentence'
import { useDoing } from '../parts/asked'
import { Refused, type Wire } from '../service/client'
import { spokenSpan } from '../words/times'
import { Back } from './Back'
import { ask, book, draft } from './draft'
import { Facts } from './Offer'
import { say } from './words'

/** The last look before the yes. */
export function Check() {
  const { chosen, chosenBack, wayBack, window, changes } = draft.value
  const doing = useDoing()
  if (chosen === undefined) return null
  return (
    <div class="stack wide">
      <Back />
      <h1>{say(changes === undefined ? 'check.title' : 'check.change')}</h1>
      <Part name={say('check.out')} offer={chosen} />
      {chosenBack ? <Part name={say('check.back')} offer={chosenBack} /> : null}
      {wayBack === 'call' && window ? (
        <section class="card" aria-label={say('check.back')}>
          <h2>{say('check.back')}</h2>
          <p><Sentence text={say('check.callBack', spokenSpan(window.from, window.until))} /></p>
        </section>
      ) : null}
      <p>{say('check.note')}</p>
      <Fault fault={doing.fault} />
      {doing.fault instanceof Refused ? (
        <button type="button" class="whole" onClick={() => doing.run(ask)}>{say('offers.again')}</button>
      ) : null}
      <button type="button" class="main" aria-disabled={doing.doing} onClick={() => doing.run(book)}>
        {say(changes === undefined ? 'check.book' : 'check.doChange')}
      </button>
    </div>
  )
}

function Part({ name, offer }: { name: string; offer: Wire['OfferOut'] }) {
  return (
    <section class="card" aria-label={name}>
      <h2>{name}</h2>
      {offer.rides.map((ride, number) => (
        <Facts key={number} ride={ride} walkM={offer.walk_m} several={offer.rides.length > 1} />
      ))}
    </section>
  )
}
