import { Refused } from '../service/client'
import { say } from '../words/shell'
import { said } from '../words/speaker'

/** What went wrong, in words; what the service said where it said something. */
export function sentenceOf(fault: unknown): string {
  if (fault instanceof Refused) {
    return said({ ja: fault.problem.title_ja, en: fault.problem.title_en })
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
