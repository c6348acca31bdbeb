import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { follow } from '../service/stream'
import { go } from '../shell/route'
import { Back } from './Back'
import { choose, draft } from './draft'
import { letWaitingGo } from './kept'
import { OfferCard } from './Offer'
import { RideLine } from './RideLine'
import { area } from './session'
import { say } from './words'

/** A place in the waitlist, as it moves, and what is offered when there is room. */
export function Waiting({ date, request: requestId }: { date: string; request: string }) {
  const standing = useSignal<Wire['RequestOut'] | undefined>(undefined)
  const doing = useDoing()
  useEffect(() => {
    const path = `/api/areas/${encodeURIComponent(area())}/requests/${date}/${encodeURIComponent(requestId)}/live`
    const stream = follow<Wire['RequestOut']>(path, (told) => {
      standing.value = told
      if (told.waiting === null && told.offers.length === 0) letWaitingGo(requestId)
    })
    return () => stream.stop()
  }, [date, requestId])
  const leave = async (): Promise<void> => {
    const path = { area: area(), service_date: date, request_id: requestId }
    await answerOf(service.DELETE('/api/areas/{area}/requests/{service_date}/{request_id}/waitlist', { params: { path } }))
    letWaitingGo(requestId)
    go('/rides', true)
  }
  const take = (offer: Wire['OfferOut']): void => {
    const [ride] = offer.rides
    if (ride === undefined) return
    const { origin, destination, party } = ride
    draft.value = { origin, destination, party, wayBack: 'none', confirmed: [] }
    choose(offer)
  }
  const shown = standing.value
  const offered = shown?.offers ?? []
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('wait.title')}</h1>
      <div role="status" class={shown === undefined ? '' : 'notice'}>
        {shown === undefined
          ? ''
          : offered.length > 0
            ? say('wait.offered')
            : shown.waiting !== null
              ? say('wait.place', { n: shown.waiting })
              : say('wait.over')}
      </div>
      <ul class="plain stack">
        {offered.map((offer) => <OfferCard key={offer.offer_id} offer={offer} onChoose={() => take(offer)} />)}
      </ul>
      {shown?.rides.map((ride) => <RideLine key={ride.ride_id} ride={ride} />)}
      <Fault fault={doing.fault} />
      {shown?.waiting != null ? <button type="button" class="whole grave" onClick={() => doing.run(leave)}>{say('wait.leave')}</button> : null}
    </div>
  )
}
