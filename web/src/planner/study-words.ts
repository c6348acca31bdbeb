import { speaker } from '../words/speaker'
import type { words } from '../words/ja/studies'

/** Says the texts of studies. */
export const say = speaker<typeof words>(import.meta.glob('../words/*/studies.ts', { eager: true }))
