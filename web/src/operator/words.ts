import { speaker } from '../words/speaker'
import type { words } from '../words/ja/operator'

/** Says this page's texts. */
export const say = speaker<typeof words>(import.meta.glob('../words/*/operator.ts', { eager: true }))
