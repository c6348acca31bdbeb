import { Fault } from '../parts/Fault'
import { Sentence } from '../parts/Sentence'
import { useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { now } from '../shell/clock'
import { go } from '../shell/route'
import { said } from '../words/speaker'
import { spokenTime } from '../words/times'
import { Back } from './Back'
import { alter, ask, choose, draft, letAnswersGo } from './draft'
import { keepWaiting } from './kept'
import { lastsUntil, OfferCard } from './Offer'
import { area } from './session'
import { say } from './words'

const CONFIRMABLE = ['DUPLICATE', 'TOO_SHORT'] as const

/** What can be booked: offers, or the reason for a no with what can be had instead; never a bare no. */
export function Offers({ back }: { back: boolean }) {
  const { outward, back: wayBack, lapsed } = draft.value
  const answer = back ? wayBack : outward
  const doing = useDoing()
  if (answer === undefined) return null
  const { refusal } = answer
  const offered = refusal ? refusal.alternatives : answer.offers
  const offers = offered.filter((each) => Date.parse(lastsUntil(each)) > now.value.getTime())
  const [first] = offers.map(lastsUntil).sort()
  return (
    <div class="stack wide">
      <Back />
      <h1>{refusal ? say('offers.none') : say(back ? 'offers.backTitle' : 'offers.title')}</h1>
      {lapsed ? <p class="notice warn" role="status">{say('offers.lapsed')}</p> : null}
      {refusal ? <p class="notice warn big"><Sentence text={said({ ja: refusal.sentence_ja, en: refusal.sentence_en })} /></p> : null}
      {refusal && offered.length > 0 ? <h2>{say('offers.instead')}</h2> : null}
      {offered.length === 0 ? null : first === undefined ? (
        <div class="notice warn stack" role="status">
          <p>{say('offers.over')}</p>
          <button type="button" class="main" onClick={() => doing.run(ask)}>{say('offers.again')}</button>
        </div>
      ) : (
        <>
          <p class="soft">{say('offers.keep', { time: spokenTime(first) })}</p>
          <ul class="plain stack">
            {offers.map((offer) => <OfferCard key={offer.offer_id} offer={offer} onChoose={() => choose(offer)} />)}
          </ul>
        </>
      )}
      <Fault fault={doing.fault} />
      {refusal ? <Instead answer={answer} refusal={refusal} back={back} run={doing.run} /> : null}
      <a class="button whole" href="#/book/when">{say('offers.otherTime')}</a>
    </div>
  )
}

interface InsteadProps {
  answer: Wire['AnswerOut']
  refusal: Wire['RefusalOut']
  back: boolean
  run(work: () => Promise<void>): void
}

/** What else a rider may do about a no: wait for room, book all the same, or go one way. */
function Instead({ answer, refusal, back, run }: InsteadProps) {
  const warning = CONFIRMABLE.find((each) => each === refusal.code)
  const wait = async (): Promise<void> => {
    const path = { area: area(), service_date: answer.service_date, request_id: answer.request_id }
    await answerOf(service.POST('/api/areas/{area}/requests/{service_date}/{request_id}/waitlist', { params: { path } }))
    keepWaiting({ date: answer.service_date, requestId: answer.request_id })
    letAnswersGo() // whoever waits is offered what comes free, and no longer what was offered instead
    go(`/waiting/${answer.service_date}/${answer.request_id}`, true)
  }
  return (
    <div class="stack">
      {warning ? (
        <button type="button" class="whole" onClick={() => { alter({ confirmed: [...(draft.value.confirmed ?? []), warning] }); run(ask) }}>
          {say('offers.anyway')}
        </button>
      ) : null}
      {refusal.reason_class === 'capacity' && draft.value.changes === undefined ? (
        <button type="button" class="whole" onClick={() => run(wait)}>{say('offers.wait')}</button>
      ) : null}
      {back ? (
        <>
          <p>{say('offers.refused.back')}</p>
          <button type="button" class="whole" onClick={() => go('/book/check')}>{say('offers.onlyOut')}</button>
        </>
      ) : null}
    </div>
  )
}
