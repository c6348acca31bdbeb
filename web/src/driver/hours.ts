// The driver's hours on this shift, counted from the book. Limits: 改善基準告示 for buses, from April 2024.
import type { Entry } from './book'

const MINUTE_MS = 60_000
/** After this much driving, in all, breaks of 30 minutes, each of 10 at least, must have been taken. */
export const MOST_DRIVING_MIN = 240
const REST_DUE_MIN = 30
const REST_PIECE_MIN = 10
/** Basic length of a day on duty. */
export const MOST_DUTY_MIN = 780

export interface Hours {
  readonly duty_min: number
  readonly driving_min: number
  readonly rest_min: number
  /** When the break under way began. */
  readonly resting_since: string | undefined
}

/** Time on duty, driven since the last full break, and rested, up to a moment. */
export function hoursOf(entries: readonly Entry[], begun: string, until: Date): Hours {
  let [driving, pieces, rested] = [0, 0, 0]
  let drivingSince: number | undefined
  let restingSince: string | undefined
  const rest = (from: string, to: number): void => {
    const minutes = (to - Date.parse(from)) / MINUTE_MS
    rested += minutes
    if (minutes >= REST_PIECE_MIN) pieces += minutes
    if (pieces >= REST_DUE_MIN) [driving, pieces] = [0, 0]
  }
  for (const { at, deed } of entries) {
    if (deed.what !== 'report' || at < begun) continue
    const moment = Date.parse(at)
    if (drivingSince !== undefined && deed.kind !== 'departed') {
      driving += (moment - drivingSince) / MINUTE_MS
      drivingSince = undefined
    }
    if (deed.kind === 'departed') drivingSince ??= moment
    if (deed.kind === 'rest_began') restingSince ??= at
    if (deed.kind === 'rest_over' && restingSince !== undefined) {
      rest(restingSince, moment)
      restingSince = undefined
    }
  }
  if (drivingSince !== undefined) driving += (until.getTime() - drivingSince) / MINUTE_MS
  if (restingSince !== undefined) rest(restingSince, until.getTime())
  const whole = (minutes: number): number => Math.max(0, Math.floor(minutes))
  return {
    duty_min: whole((until.getTime() - Date.parse(begun)) / MINUTE_MS),
    driving_min: whole(driving),
    rest_min: whole(rested),
    resting_since: restingSince,
  }
}
