import { speaker } from '../words/speaker'
import type { words } from '../words/ja/driver'

/** Says this page's texts. */
export const say = speaker<typeof words>(import.meta.glob('../words/*/driver.ts', { eager: true }))
