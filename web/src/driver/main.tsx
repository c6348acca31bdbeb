import { computed, signal, useSignalEffect } from '@preact/signals'
import { Frame } from '../parts/Frame'
import { now } from '../shell/clock'
import { shownTheme, theme } from '../shell/looks'
import { mount } from '../shell/mount'
import { online } from '../shell/online'
import { go, route } from '../shell/route'
import { clockTime } from '../words/times'
import { BeginShift } from './BeginShift'
import { book, known, openBook, shift, unsent } from './book'
import { followDay, forgetDay, openDay } from './day'
import { Drive } from './Drive'
import { EndShift } from './EndShift'
import { Enrol } from './Enrol'
import { hoursOf } from './hours'
import { keepHandingIn } from './outbox'
import { long, Record } from './Record'
import { Road } from './Road'
import { keepForGood, keepMap } from './shell'
import { openTablet, tablet, unknown } from './tablet'
import { watchPosition } from './whereabouts'
import { say } from './words'
import './driver.css'

const onDuty = computed(() => shift.value !== undefined)
const ready = signal<'opening' | 'elsewhere' | 'open'>('opening')

/** Read what the tablet has kept, and begin to hand in; one window of a tablet at a time. */
async function open(): Promise<void> {
  await Promise.all([openTablet(), openBook(), openDay()])
  keepHandingIn()
  ready.value = 'open'
}

function begin(): void {
  if (navigator.locks === undefined) return void open()
  const waiting = setTimeout(() => (ready.value = 'elsewhere'), 1000)
  void navigator.locks.request('noriai-driver', async () => {
    clearTimeout(waiting)
    await open()
    await new Promise(() => undefined) // held for as long as this window is open
  })
}

function Page() {
  useSignalEffect(() => {
    if (tablet.value === undefined || !known.value || unknown.value) return
    const stream = followDay()
    return () => stream.stop()
  })
  useSignalEffect(() => {
    if (ready.value === 'open' && (!onDuty.value || unknown.value)) void forgetDay()
  })
  useSignalEffect(() => (known.value ? watchPosition() : undefined))
  useSignalEffect(() => {
    if (tablet.value !== undefined) void keepMap(tablet.value.area).catch(() => undefined)
  })
  return (
    <Frame name={tablet.value?.vehicle_id ?? say('title')} beside={shift.value ? <Status /> : null}>
      <View />
    </Frame>
  )
}

function View() {
  if (ready.value !== 'open') return <h1>{say(ready.value === 'opening' ? 'loading' : 'elsewhere')}</h1>
  if (tablet.value === undefined || unknown.value) return <Enrol />
  if (shift.value === undefined) return <BeginShift />
  switch (route.value) {
    case '/road':
      return <Road />
    case '/record':
      return <Record />
    case '/end':
      return <EndShift />
    default:
      return <Drive />
  }
}

/** On every view of a shift: the time, the hours, and whether everything was handed in. */
function Status() {
  const hours = hoursOf(book.value, shift.value?.at ?? '', now.value)
  const n = unsent.value.length
  const night = shownTheme.value !== 'light'
  const sent = !online.value ? say('status.offline', { n }) : n > 0 ? say('status.unsent', { n }) : say('status.sent')
  return (
    <>
      <button class={`status ${n > 0 || !online.value ? 'late' : ''}`} onClick={() => go('/record')}>
        <strong class="time">{clockTime(now.value)}</strong>
        <span>{say('status.driving', { time: long(hours.driving_min) })}</span>
        <span class="sent">{sent}</span>
        <span class="seen-by-readers-only">{say('status.open')}</span>
      </button>
      <button class="quiet" onClick={() => (theme.value = night ? 'light' : 'dark')}>{say(night ? 'day' : 'night')}</button>
    </>
  )
}

begin()
void keepForGood().catch(() => undefined)
mount('driver', Page, 'whole')
