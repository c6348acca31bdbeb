import type { ComponentChildren } from 'preact'
import { Key } from '../desk/keys'
import { say } from '../board-words'

/** A list under its name, with how many stand on it; empty, it says so in one line. */
export function Panel({ title, count, pressed, tone, children }: { title: string; count: number; pressed: string; tone?: 'warn' | 'bad'; children: ComponentChildren }) {
  return (
    <section class={`panel ${count > 0 ? (tone ?? '') : 'empty'}`} aria-label={title}>
      <h2>
        {title} <span class="count">{say('count', { n: count })}</span>
        {count > 0 ? <Key>{pressed}</Key> : null}
      </h2>
      {count > 0 ? children : null}
    </section>
  )
}
