import { speaker } from '../words/speaker'
import type { words } from '../words/ja/rider'

/** Says this page's texts. */
export const say = speaker<typeof words>(import.meta.glob('../words/*/rider.ts', { eager: true }))
