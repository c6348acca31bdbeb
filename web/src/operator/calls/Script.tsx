import { Sentence } from '../../parts/Sentence'
import { say } from '../words'

/** What the operator reads out, large enough to read while talking. */
export function Script({ sentences }: { sentences: readonly string[] }) {
  return (
    <section class="script" aria-label={say('script')} aria-live="polite">
      {sentences.map((each) => <p key={each}><Sentence text={each} /></p>)}
    </section>
  )
}
