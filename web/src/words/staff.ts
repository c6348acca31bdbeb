import { speaker } from './speaker'
import type { words } from './ja/staff'

/** Says what the pages of the staff have in common: signing in, leaving the desk, the choice of area. */
export const say = speaker<typeof words>(import.meta.glob('./*/staff.ts', { eager: true }))
