// Times as they are typed on the telephone: 9, 930, 9:30, 9時半, 午後2時; full-width figures too.

/** Hour and minute; undefined for what is no time. */
export function readTime(typed: string): { hour: number; minute: number } | undefined {
  const plain = typed.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase()
  const found = /^(午前|午後|am|pm)?(\d{1,2})(?:[:時.h]?(\d{2}|半)?分?)?(am|pm)?$/.exec(plain) ?? /^(午前|午後)?(\d)(\d\d)$/.exec(plain)
  if (found === null) return undefined
  const [, before, hours, minutes, after] = found
  const minute = minutes === '半' ? 30 : Number(minutes ?? 0)
  const afternoon = before === '午後' || before === 'pm' || after === 'pm'
  const hour = Number(hours) + (afternoon && Number(hours) < 12 ? 12 : 0)
  return hour < 24 && minute < 60 ? { hour, minute } : undefined
}

/** Whether "now" was typed, or nothing. */
export const isNow = (typed: string): boolean => ['', '今', 'いま', '今すぐ', 'now'].includes(typed.trim().toLowerCase())
