import { useId } from 'preact/hooks'

export interface Choice<T extends string> {
  value: T
  text: string
}

export interface ChoicesProps<T extends string> {
  legend: string
  choices: readonly Choice<T>[]
  chosen: T | undefined
  onChoose(value: T): void
}

/** One of a few, all of them in sight. */
export function Choices<T extends string>({ legend, choices, chosen, onChoose }: ChoicesProps<T>) {
  const name = useId()
  return (
    <fieldset class="stack">
      <legend>{legend}</legend>
      {choices.map(({ value, text }) => (
        <label class="choice" key={value}>
          <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
