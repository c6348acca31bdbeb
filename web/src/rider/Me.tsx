import { useSignal } from '@preact/signals'
import { Choices } from '../parts/Choices'
import { Fault } from '../parts/Fault'
import { useAsked, useDoing } from '../parts/asked'
import { answerOf, service, type Wire } from '../service/client'
import { numberAsDialled } from '../words/numbers'
import { language } from '../words/speaker'
import { spokenDate } from '../words/times'
import { Back } from './Back'
import { Contacts } from './Contacts'
import { OwnData } from './OwnData'
import { area, me } from './session'
import { say } from './words'

type Change = Wire['ProfileChangeIn']
const CHANNELS = ['sms', 'voice', 'email', 'line', 'none'] as const

/** What the town knows of a rider, what they may change of it, and the way to have it all or be forgotten. */
export function Me() {
  const known = me.value
  if (known == null) return null
  return (
    <div class="stack wide">
      <Back />
      <h1>{say('me.title')}</h1>
      <section class="card" aria-label={say('me.title')}>
        <dl class="facts">
          <dt>{say('me.name')}</dt><dd>{known.name}</dd>
          <dt>{say('me.phone')}</dt><dd>{numberAsDialled(known.phone)}</dd>
          <dt>{say('me.address')}</dt><dd>{known.address || '—'}</dd>
          <dt>{say('place.home')}</dt><dd>{known.home?.name ?? '—'}</dd>
        </dl>
        <p class="soft">{say('me.office')}</p>
      </section>
      <Passes />
      <Profile known={known} />
      <Contacts />
      <OwnData />
    </div>
  )
}

function Profile({ known }: { known: Wire['MeOut'] }) {
  const needs = useSignal(known.needs)
  const channel = useSignal(known.notice_channel)
  const spoken = useSignal(known.language)
  const saved = useSignal(false)
  const doing = useDoing()
  const save = async (): Promise<void> => {
    const body = { needs: needs.value, notice_channel: channel.value, language: spoken.value } as Change
    me.value = await answerOf(service.PATCH('/api/me', { body }))
    saved.value = true
  }
  const need = (name: 'wheelchair' | 'walker') => (
    <label class="choice">
      <input type="checkbox" checked={needs.value[name] ?? false} onChange={(event) => (needs.value = { ...needs.value, [name]: event.currentTarget.checked })} />
      {say(`me.${name}`)}
    </label>
  )
  return (
    <form class="stack wide" onSubmit={(event) => { event.preventDefault(); doing.run(save) }}>
      <fieldset class="stack">
        <legend>{say('me.needs')}</legend>
        {need('wheelchair')}
        {need('walker')}
        <label for="note">{say('me.note')}</label>
        <textarea id="note" rows={2} maxLength={300} value={needs.value.note ?? ''} onInput={(event) => (needs.value = { ...needs.value, note: event.currentTarget.value })} />
      </fieldset>
      <Choices
        legend={say('me.notice')}
        chosen={channel.value}
        choices={CHANNELS.map((value) => ({ value, text: say(`me.notice.${value}`) }))}
        onChoose={(value) => (channel.value = value)}
      />
      <Choices
        legend={say('me.language')}
        chosen={spoken.value}
        choices={[{ value: 'ja', text: '日本語' }, { value: 'en', text: 'English' }]}
        onChoose={(value) => (spoken.value = value)}
      />
      <button class="main">{say('me.save')}</button>
      <p role="status">{saved.value ? say('me.saved') : null}</p>
      <Fault fault={doing.fault} />
    </form>
  )
}

function Passes() {
  const path = { area: area(), rider_id: me.value?.rider_id ?? '' }
  const passes = useAsked(() => answerOf(service.GET('/api/areas/{area}/riders/{rider_id}/passes', { params: { path } })), [path.rider_id])
  const held = passes.answer.value ?? []
  if (held.length === 0) return null
  return (
    <section class="card" aria-labelledby="passes">
      <h2 id="passes">{say('me.passes')}</h2>
      <ul>
        {held.map((each) => (
          <li key={each.pass_id}>
            {language.value === 'ja' ? each.name_ja : each.name_en}
            {each.rides_left === null ? '' : ` ${say('me.passes.left', { n: each.rides_left })}`}
            {each.valid_until === null ? '' : ` ${say('me.passes.until', { date: spokenDate(each.valid_until) })}`}
          </li>
        ))}
      </ul>
    </section>
  )
}
