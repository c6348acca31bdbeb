import './rider.css'
import { useEffect } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { Frame } from '../parts/Frame'
import { useDoing } from '../parts/asked'
import { mount } from '../shell/mount'
import { go, match, route } from '../shell/route'
import { say as sayShared } from '../words/shell'
import { language, said } from '../words/speaker'
import { Check } from './Check'
import { alter, draft, type Spot } from './draft'
import { Favourites } from './Favourites'
import { History } from './History'
import { Home } from './Home'
import { Me } from './Me'
import { Offers } from './Offers'
import { PartyView } from './Party'
import { Rides } from './Rides'
import { RideView } from './RideView'
import { me, open, recall, town } from './session'
import { SignIn } from './SignIn'
import { Waiting } from './Waiting'
import { When, WhenBack } from './When'
import { Where } from './Where'
import { say } from './words'

/** The view a path leads to. */
function View({ path }: { path: string }) {
  const ride = match('/rides/:date/:ride', path)
  if (ride) return <RideView {...ride} />
  const fresh = match('/rides/:date/:ride/:news', path)
  if (fresh) return <RideView {...fresh} />
  const waiting = match('/waiting/:date/:request', path)
  if (waiting) return <Waiting {...waiting} />
  switch (path) {
    case '/book/to':
      return <Where key="to" title={say('to.title')} except={draft.value.origin?.place_id ?? ''} onPick={goingTo} />
    case '/book/from':
      return <Where key="from" title={say('from.title')} except={draft.value.destination?.place_id ?? ''} onPick={goingFrom} />
    case '/book/when':
      return <When />
    case '/book/back':
      return <WhenBack />
    case '/book/party':
      return <PartyView />
    case '/book/offers':
      return <Offers back={false} />
    case '/book/offers-back':
      return <Offers back={true} />
    case '/book/check':
      return <Check />
    case '/rides':
      return <Rides />
    case '/history':
      return <History />
    case '/favourites':
      return <Favourites />
    case '/me':
      return <Me />
    default:
      return <Home />
  }
}

const spotOf = ({ place_id, name }: Spot): Spot => ({ place_id, name })

function goingTo(spot: Spot): void {
  alter({ destination: spotOf(spot) })
  go(draft.value.origin === undefined ? '/book/from' : '/book/when')
}

function goingFrom(spot: Spot): void {
  alter({ origin: spotOf(spot) })
  go('/book/when', true)
}

function Page() {
  const opening = useDoing()
  const begin = (): void => opening.run(open)
  useEffect(begin, [])
  useEffect(() => void (document.title = say('title')), [language.value])
  const service = town.value
  return (
    <Frame
      name={service ? said(service.name) : say('title')}
      label={service?.label ?? ''}
      phone={service?.booking.phone_number ?? ''}
      {...(me.value ? { beside: <a class="button quiet" href="#/">{say('home')}</a> } : {})}
    >
      {me.value ? (
        <View path={route.value} />
      ) : me.value === null ? (
        <SignIn />
      ) : (
        <>
          <h1 class="seen-by-readers-only">{say('title')}</h1>
          {opening.doing ? <p role="status">{sayShared('waiting')}</p> : null}
          <Fault fault={opening.fault} again={begin} />
        </>
      )}
    </Frame>
  )
}

recall()
mount('rider', Page, 'page')
