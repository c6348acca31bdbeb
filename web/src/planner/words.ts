import { speaker } from '../words/speaker'
import type { words } from '../words/ja/planner'

/** Says this page's texts. */
export const say = speaker<typeof words>(import.meta.glob('../words/*/planner.ts', { eager: true }))
