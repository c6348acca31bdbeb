// How the page looks: colours and size of text, as the reader chose or as the device says.
import { effect, signal } from '@preact/signals'

export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const
export const SIZES = ['usual', 'large', 'largest'] as const
export type Theme = (typeof THEMES)[number]
export type Size = (typeof SIZES)[number]

function kept<T extends string>(name: string, choices: readonly T[], usual: T): T {
  const found = localStorage.getItem(name)
  return choices.find((each) => each === found) ?? usual
}

export const theme = signal<Theme>(kept('noriai.theme', THEMES, 'auto'))
export const size = signal<Size>(kept('noriai.size', SIZES, 'usual'))

const dark = matchMedia('(prefers-color-scheme: dark)')
const contrast = matchMedia('(prefers-contrast: more)')
const device = signal(0)
for (const query of [dark, contrast]) query.addEventListener('change', () => device.value++)

/** What is shown now: a theme by its name. */
export const shownTheme = signal<Exclude<Theme, 'auto'>>('light')

effect(() => {
  device.value // the device's own choice may change
  const asDevice = contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light'
  shownTheme.value = theme.value === 'auto' ? asDevice : theme.value
  document.documentElement.dataset['theme'] = shownTheme.value
  localStorage.setItem('noriai.theme', theme.value)
})

effect(() => {
  document.documentElement.dataset['size'] = size.value
  localStorage.setItem('noriai.size', size.value)
})
