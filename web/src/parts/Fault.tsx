import { Refused } from '../service/client'
import { say } from '../words/shell'
import { language, said } from '../words/speaker'

/** What went wrong, in words; what the service said where it said something, and what it expected instead. */
export function sentenceOf(fault: unknown): string {
  if (fault instanceof Refused) {
    const { title_ja: ja, title_en: en, errors } = fault.problem
    const expected = errors.map((each) => said({ ja: each.expected_ja, en: `${each.expected}.` }))
    return [...new Set([said({ ja, en }), ...expected])].join(language.value === 'ja' ? '' : ' ')
  }
  return say(fault instanceof Error && fault.name === 'Unreachable' ? 'fault.unreachable' : 'fault.other')
}

/** A fault beside what caused it, read aloud at once; nothing where there is none. */
export function Fault({ fault, again }: { fault: unknown; again?: () => void }) {
  return (
    <div role="alert">
      {fault === undefined ? null : (
        <div class="notice bad stack">
          <p>{sentenceOf(fault)}</p>
          {again ? <button type="button" onClick={again}>{say('again')}</button> : null}
        </div>
      )}
    </div>
  )
}
