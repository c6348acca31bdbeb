import { useRef } from 'preact/hooks'
import { SIZES, THEMES, size, theme } from '../shell/looks'
import { say } from '../words/shell'
import { language, listLanguages, speak } from '../words/speaker'
import { Choices } from './Choices'

const OWN_NAMES: Record<string, string> = { ja: '日本語', en: 'English' }

/** The button that opens the settings of the display: language, size of text, colours. */
export function DisplaySettings() {
  const dialog = useRef<HTMLDialogElement>(null)
  const other = listLanguages().find((code) => code !== language.value)
  return (
    <>
      {other && listLanguages().length === 2 ? (
        <button type="button" class="quiet" lang={other} onClick={() => speak(other)}>{OWN_NAMES[other] ?? other}</button>
      ) : null}
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>{say('display')}</button>
      <dialog ref={dialog} aria-label={say('display')}>
        <div class="stack wide">
          <h2>{say('display')}</h2>
          <Choices
            legend={say('size')}
            chosen={size.value}
            choices={SIZES.map((each) => ({ value: each, text: say(`size.${each}`) }))}
            onChoose={(chosen) => (size.value = chosen)}
          />
          <Choices
            legend={say('theme')}
            chosen={theme.value}
            choices={THEMES.map((each) => ({ value: each, text: say(`theme.${each}`) }))}
            onChoose={(chosen) => (theme.value = chosen)}
          />
          <Choices
            legend={say('language')}
            chosen={language.value}
            choices={listLanguages().map((code) => ({ value: code, text: OWN_NAMES[code] ?? code }))}
            onChoose={speak}
          />
          <button type="button" class="main" onClick={() => dialog.current?.close()}>{say('close')}</button>
        </div>
      </dialog>
    </>
  )
}
