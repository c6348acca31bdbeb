import { useSignal } from '@preact/signals'
import { useContext } from 'preact/hooks'
import { say } from '../words'
import { Key, KeyButton, Layer, bareKeys, bindings, setBareKeys } from './keys'
import { Sheet } from './Sheet'

/** The button `?`, and under it every key that does something at this moment. */
export function KeyHelp() {
  const open = useSignal(false)
  return (
    <>
      <KeyButton pressed="?" text={say('keys')} class="quiet" act={() => (open.value = true)} />
      {open.value ? (
        <Sheet title={say('keys.title')} onClose={() => (open.value = false)}>
          <Keys />
        </Sheet>
      ) : null}
    </>
  )
}

function Keys() {
  const layer = useContext(Layer)
  const below = bindings.value.filter((each) => each.layer < layer)
  const shown = [...new Map(below.map((each) => [each.pressed, each])).values()]
  return (
    <div class="stack">
      <p>{say('keys.how')}</p>
      <table class="keys">
        <tbody>
          {shown.map((each) => (
            <tr key={each.pressed}>
              <th scope="row"><Key>{each.pressed}</Key><span class="seen-by-readers-only">{each.pressed}</span></th>
              <td>{each.does}</td>
            </tr>
          ))}
          {(['keys.enter', 'keys.arrows', 'keys.tab', 'keys.escape'] as const).map((each) => (
            <tr key={each}>
              <th scope="row">{say(`${each}.key`)}</th>
              <td>{say(each)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="choice">
        <input type="checkbox" checked={bareKeys.value} onChange={(event) => setBareKeys(event.currentTarget.checked)} />
        {say('keys.bare')}
      </label>
    </div>
  )
}
