// Words of the pages: one file for each page and language, words/LANGUAGE/PAGE.ts. Japanese is the shape of
// all others: a text or a slot that is missing or unknown is a compile error.
import { signal } from '@preact/signals'

type Slots<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | Slots<Rest> : never
type Texts = Readonly<Record<string, string>>
type Filled<Text extends string> = [Slots<Text>] extends [never] ? [] : [Readonly<Record<Slots<Text>, string | number>>]
/** Says a text by its key, with its {slots} filled, in the reader's language. */
export type Say<W extends Texts> = <K extends keyof W & string>(key: K, ...filled: Filled<W[K]>) => string

/** The same keys as the Japanese file, each with no slot that is not in it. */
export const inTheShapeOf =
  <Japanese extends Texts>() =>
  <const Other extends { readonly [K in keyof Japanese]: string }>(
    words: Other & {
      readonly [K in keyof Other]: K extends keyof Japanese
        ? [Exclude<Slots<Other[K]>, Slots<Japanese[K]>>] extends [never]
          ? string
          : `unknown slot: ${Exclude<Slots<Other[K]>, Slots<Japanese[K]>>}`
        : never
    },
  ): { readonly [K in keyof Japanese]: string } => words

const CHOSEN = 'noriai.language'
const known = new Set<string>(['ja'])

function firstLanguage(): string {
  const asked = new URLSearchParams(location.search).get('lang')
  return asked ?? localStorage.getItem(CHOSEN) ?? 'ja'
}

/** The language that is shown; whatever reads it is drawn anew when it changes. */
export const language = signal(firstLanguage())

/** Show another language from now on, and on the next visit. */
export function speak(chosen: string): void {
  if (!known.has(chosen)) return
  localStorage.setItem(CHOSEN, chosen)
  language.value = chosen
  document.documentElement.lang = chosen
}

/** The languages there are files for, Japanese first. */
export const listLanguages = (): string[] => [...known]

/** What says the texts of one page: give it `import.meta.glob('../words/*\/PAGE.ts', { eager: true })`. */
export function speaker<W extends Texts>(files: Record<string, unknown>): Say<W> {
  const byLanguage = new Map<string, Texts>()
  for (const [path, file] of Object.entries(files)) {
    const code = path.split('/').at(-2) ?? ''
    byLanguage.set(code, (file as { words: Texts }).words)
    known.add(code)
  }
  document.documentElement.lang = known.has(language.value) ? language.value : 'ja'
  const japanese = byLanguage.get('ja') ?? {}
  return (key, ...filled) => {
    const text = byLanguage.get(language.value)?.[key] ?? japanese[key] ?? key
    const slots: Readonly<Record<string, string | number>> = filled[0] ?? {}
    return text.replace(/\{(\w+)\}/g, (whole, slot: string) => String(slots[slot] ?? whole))
  }
}

/** What the service says in both languages, in the reader's. */
export const said = (both: { ja: string; en: string }): string => (language.value === 'ja' ? both.ja : both.en)
