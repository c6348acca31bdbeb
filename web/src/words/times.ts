// Times as one says them: 明日(火) 午前9時5分. All are shown in the clock of the service, wherever the reader is.
import { signal } from '@preact/signals'
import { now } from '../shell/clock'
import { say } from './shell'
import { language } from './speaker'

/** The time zone of the service. */
export const zone = signal('Asia/Tokyo')

const made = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.value}${zone.value}${JSON.stringify(options)}`
  const kept = made.get(key) ?? new Intl.DateTimeFormat(language.value, { timeZone: zone.value, ...options })
  made.set(key, kept)
  return kept
}

/** 午前9時05分, or 9:05 AM. */
export function spokenTime(at: string | Date): string {
  const parts = format({ hour: 'numeric', minute: '2-digit', hour12: true }).formatToParts(new Date(at))
  if (language.value !== 'ja') return parts.map((part) => part.value).join('').replace(/\s/g, '\u00a0')
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  const minute = Number(part('minute'))
  const hour = Number(part('hour')) % 12 // half past noon is 午後0時30分
  return `${part('dayPeriod')}${hour}時${minute === 0 ? '' : `${minute}分`}`
}

/** 午前9時から9時10分の間: the half of the day is said once. */
export function spokenSpan(from: string | Date, until: string | Date): { from: string; until: string } {
  const [first, last] = [spokenTime(from), spokenTime(until)]
  const same = language.value === 'ja' && first.slice(0, 2) === last.slice(0, 2)
  return { from: first, until: same ? last.slice(2) : last }
}

/** 午前9時–9時10分, where there is little room. */
export function shortSpan(at: string | Date, end: string | Date): string {
  const { from, until } = spokenSpan(at, end)
  return `${from}–${until}`
}

/** 9:05, for tables. */
export const clockTime = (at: string | Date): string =>
  format({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))

/** The date of a moment in the service's zone, as 2026-12-02. */
export function dateOf(at: string | Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone.value }).format(new Date(at))
}

/** 今日(水) / 明日(木) / 12月4日(金); 12/4(金) where there is little room. */
export function spokenDate(at: string | Date, room: 'ample' | 'little' = 'ample'): string {
  const moment = typeof at === 'string' && at.length === 10 ? new Date(`${at}T12:00:00Z`) : new Date(at)
  const date = typeof at === 'string' && at.length === 10 ? at : dateOf(moment)
  const weekday = format({ weekday: 'short' }).format(moment)
  const month = { ample: 'long', little: language.value === 'ja' ? 'numeric' : 'short' } as const
  const near = ([['date.today', 0], ['date.tomorrow', 1]] as const).find(([, days]) => date === daysFrom(dateOf(now.value), days))
  const named = near === undefined ? format({ month: month[room], day: 'numeric' }).format(moment) : say(near[0])
  return language.value === 'ja' ? `${named}(${weekday})` : `${named} (${weekday})`
}

/** The date some days after another. */
export function daysFrom(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

/** A moment by its date and clock time in the service's zone, with its offset, as the service wants it. */
export function momentOf(date: string, hour: number, minute: number): string {
  const wall = `${date}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`
  const guess = new Date(`${wall}Z`)
  const name = new Intl.DateTimeFormat('en', { timeZone: zone.value, timeZoneName: 'longOffset' })
    .formatToParts(guess)
    .find((part) => part.type === 'timeZoneName')?.value
  const offset = name === undefined || name === 'GMT' ? '+00:00' : name.replace('GMT', '')
  return `${wall}${offset}`
}
