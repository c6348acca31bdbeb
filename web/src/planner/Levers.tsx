// What a planner puts otherwise about the service; a field that is left empty stays as it is.
import { useId } from 'preact/hooks'
import { say } from './study-words'
import type { Levers as Pulled } from './studies'

type Numbers = 'vehicles' | 'riders' | 'pickup_window_min' | 'max_wait_min' | 'max_ride_min' | 'detour_factor' | 'booking_cutoff_min' | 'growth'

const NUMBERS: readonly { name: Numbers; min: number; max: number; step?: number }[] = [
  { name: 'vehicles', min: 1, max: 100 },
  { name: 'riders', min: 1, max: 5000 },
  { name: 'growth', min: 0.1, max: 10, step: 0.1 },
  { name: 'pickup_window_min', min: 1, max: 120 },
  { name: 'max_wait_min', min: 0, max: 240 },
  { name: 'max_ride_min', min: 5, max: 240 },
  { name: 'detour_factor', min: 1, max: 10, step: 0.1 },
  { name: 'booking_cutoff_min', min: 0, max: 240 },
]
export const SNOW = ['normal', 'snow', 'heavy_snow'] as const
export const POINTS = ['doors', 'stops'] as const
export const HOURS = '\\d{1,2}:[0-5]\\d-\\d{1,2}:[0-5]\\d'

interface LeversProps {
  pulled: Pulled
  onPull(pulled: Pulled): void
}

export function Levers({ pulled, onPull }: LeversProps) {
  const id = useId()
  const pull = (part: Partial<Pulled>): void => onPull({ ...pulled, ...part })
  return (
    <div class="stack">
      <p class="soft">{say('levers.as-is')}</p>
      <div class="fields">
        {NUMBERS.map(({ name, min, max, step = 1 }) => (
          <div class="field" key={name}>
            <label for={`${id}${name}`}>{say(`lever.${name}`)}</label>
            <input id={`${id}${name}`} type="number" min={min} max={max} step={step} value={pulled[name] ?? ''}
              onInput={(event) => pull({ [name]: event.currentTarget.value === '' ? null : event.currentTarget.valueAsNumber })} />
          </div>
        ))}
        <div class="field">
          <label for={`${id}hours`}>{say('lever.hours')}</label>
          <input id={`${id}hours`} placeholder="8:00-18:00" pattern={HOURS} value={pulled.hours ?? ''} onInput={(event) => pull({ hours: event.currentTarget.value || null })} />
        </div>
        <Chosen id={`${id}snow`} label={say('lever.snow')} chosen={pulled.snow} choices={SNOW.map((each) => [each, say(`snow.${each}`)] as const)} onChoose={(snow) => pull({ snow })} />
        <Chosen id={`${id}points`} label={say('lever.points')} chosen={pulled.points} choices={POINTS.map((each) => [each, say(`points.${each}`)] as const)} onChoose={(points) => pull({ points })} />
      </div>
    </div>
  )
}

interface ChosenProps<T extends string> {
  id: string
  label: string
  chosen: T | null | undefined
  choices: readonly (readonly [T, string])[]
  onChoose(value: T | null): void
}

function Chosen<T extends string>({ id, label, chosen, choices, onChoose }: ChosenProps<T>) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={chosen ?? ''} onChange={(event) => onChoose(choices.find(([value]) => value === event.currentTarget.value)?.[0] ?? null)}>
        <option value="">{say('as-is')}</option>
        {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </div>
  )
}
