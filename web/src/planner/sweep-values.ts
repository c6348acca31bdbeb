// The values of a sweep, as planners type them: 2, 3, 4 or 2、3、4.
import type { Question } from './studies'

export type Sweep = Extract<Question, { kind: 'sweep' }>
export type Axis = Exclude<keyof Sweep, 'kind' | 'days' | 'seeds'>

const NUMBERS: readonly Axis[] = ['vehicles', 'pickup_window_min', 'detour_factor', 'booking_cutoff_min', 'growth']

/** The values in a text; numbers where the axis counts something. */
export function valuesOf(axis: Axis, typed: string): readonly (string | number)[] {
  const words = typed.normalize('NFKC').split(/[,、\s]+/).filter((word) => word !== '')
  return NUMBERS.includes(axis) ? words.map(Number).filter((value) => !Number.isNaN(value)) : words
}

/** How many variants a sweep tries. */
export const countVariants = (axes: readonly (readonly unknown[])[]): number => axes.reduce((product, values) => product * Math.max(1, values.length), 1)
