import { say } from '../words/shell'

/** The way to the view before. */
export const Back = () => (
  <button type="button" class="quiet back" onClick={() => history.back()}>
    ← {say('back')}
  </button>
)
