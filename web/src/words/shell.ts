import { speaker } from './speaker'
import type { words } from './ja/shell'

/** Says the texts that all pages share. */
export const say = speaker<typeof words>(import.meta.glob('./*/shell.ts', { eager: true }))
