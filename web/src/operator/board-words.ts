import { speaker } from '../words/speaker'
import type { words } from '../words/ja/operator-board'

/** Says the texts of the board, and of what is done when something goes wrong. */
export const say = speaker<typeof words>(import.meta.glob('../words/*/operator-board.ts', { eager: true }))
