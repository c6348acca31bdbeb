// What a planner wants to know, and what it needs to be told for that.
import { useSignal, type Signal } from '@preact/signals'
import { Choices } from '../parts/Choices'
import { Fault } from '../parts/Fault'
import { useDoing } from '../parts/asked'
import { HOURS, Levers, POINTS, SNOW } from './Levers'
import { KINDS, orderStudy, type Kind, type Levers as Pulled, type Question, type Study } from './studies'
import { say } from './study-words'
import { countVariants, valuesOf, type Axis } from './sweep-values'

const TYPED_AXES: readonly Axis[] = ['vehicles', 'growth', 'pickup_window_min', 'detour_factor', 'booking_cutoff_min', 'hours']
const PICKED_AXES = { snow: SNOW, points: POINTS } as const
const OF_DRIVEN_DAYS: readonly Kind[] = ['replay', 'fit', 'council']
/** Everything a study may be told, whatever its kind: what was filled in stays when another kind is looked at. */
interface Told {
  first: Pulled
  second: Pulled
  days: number
  seeds: number
  summer: string
  winter: string
  level: number
  dates: readonly string[]
  axes: Readonly<Partial<Record<Axis, readonly (string | number)[]>>>
}

interface FormProps {
  recorded: readonly string[]
  summer: string
  winter: string
  ordered(study: Study): void
}

export function StudyForm({ recorded, summer, winter, ordered }: FormProps) {
  const kind = useSignal<Kind>('comparison')
  const name = useSignal('')
  const told = useSignal<Told>({ first: {}, second: { vehicles: null }, days: 5, seeds: 3, summer, winter, level: 95, dates: recorded, axes: {} })
  const { doing, fault, run } = useDoing()
  const order = (event: Event): void => {
    event.preventDefault()
    run(async () => {
      ordered(await orderStudy(name.value.trim() || say(`kind.${kind.value}`), questionOf(kind.value, told.value)))
      name.value = ''
    })
  }
  const nothingDriven = OF_DRIVEN_DAYS.includes(kind.value) && recorded.length === 0
  return (
    <form class="run-form study-form stack card" onSubmit={order} aria-labelledby="study-form-heading">
      <h2 id="study-form-heading">{say('study.order')}</h2>
      <Choices legend={say('study.kind')} chosen={kind.value} choices={KINDS.map((value) => ({ value, text: say(`kind.${value}`) }))} onChoose={(value) => (kind.value = value)} />
      <p class="soft">{say(`kind.${kind.value}.how`)}</p>
      <Telling kind={kind.value} told={told} recorded={recorded} />
      <div class="field">
        <label for="study-name">{say('study.name')}</label>
        <input id="study-name" maxLength={80} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} aria-describedby="study-name-hint" />
        <p class="soft" id="study-name-hint">{say('study.name.hint')}</p>
      </div>
      <Fault fault={fault} />
      <button class="main" aria-disabled={doing || nothingDriven}>{say('study.do')}</button>
    </form>
  )
}

function questionOf(kind: Kind, { first, second, days, seeds, summer, winter, level, dates, axes }: Told): Question {
  switch (kind) {
    case 'comparison':
      return { kind, first, second, days, seeds }
    case 'sweep':
      return { kind, ...axes, days, seeds } as Question
    case 'winter':
      return { kind, summer, winter, levers: second, seeds }
    case 'shifts':
      return { kind, success_within_30: level / 100, levers: second, days }
    case 'replay':
      return { kind, dates: [...dates], levers: second }
    default:
      return { kind, dates: [...dates] }
  }
}

interface TellingProps {
  kind: Kind
  told: Signal<Told>
  recorded: readonly string[]
}

/** The fields of one kind of study. */
function Telling({ kind, told, recorded }: TellingProps) {
  const tell = (part: Partial<Told>): void => void (told.value = { ...told.value, ...part })
  const number = (name: 'days' | 'seeds' | 'level', label: string, min: number, max: number) => (
    <div class="field">
      <label for={`study-${name}`}>{label}</label>
      <input id={`study-${name}`} type="number" required min={min} max={max} value={told.value[name]} onInput={(event) => { if (event.currentTarget.value !== '') tell({ [name]: event.currentTarget.valueAsNumber }) }} />
    </div>
  )
  const date = (name: 'summer' | 'winter') => (
    <div class="field">
      <label for={`study-${name}`}>{say(`winter.${name}`)}</label>
      <input id={`study-${name}`} type="date" required value={told.value[name]} onInput={(event) => tell({ [name]: event.currentTarget.value })} />
    </div>
  )
  const levers = <fieldset class="plainly stack"><legend>{say('levers')}</legend><Levers pulled={told.value.second} onPull={(second) => tell({ second })} /></fieldset>
  const times = <div class="fields">{number('days', say('days'), 2, 60)}{number('seeds', say('seeds'), 1, 20)}</div>
  switch (kind) {
    case 'comparison':
      return <>{levers}<details><summary>{say('levers.first')}</summary><Levers pulled={told.value.first} onPull={(first) => tell({ first })} /></details>{times}</>
    case 'sweep':
      return <><Axes told={told.value} tell={tell} />{times}<Count told={told.value} /></>
    case 'winter':
      return <><div class="fields">{date('summer')}{date('winter')}{number('seeds', say('seeds'), 1, 20)}</div>{levers}</>
    case 'shifts':
      return <><div class="fields">{number('level', say('shifts.level'), 50, 99)}{number('days', say('days'), 2, 60)}</div>{levers}</>
    case 'replay':
      return <><Dates told={told.value} tell={tell} recorded={recorded} />{levers}</>
    default:
      return <Dates told={told.value} tell={tell} recorded={recorded} />
  }
}

interface PartProps {
  told: Told
  tell(part: Partial<Told>): void
}

function Axes({ told, tell }: PartProps) {
  const put = (axis: Axis, values: readonly (string | number)[]): void => tell({ axes: { ...told.axes, [axis]: values } })
  return (
    <fieldset class="plainly stack">
      <legend>{say('levers')}</legend>
      <p class="soft">{say('sweep.values')}</p>
      <div class="fields">
        {TYPED_AXES.map((axis) => (
          <div class="field" key={axis}>
            <label for={`axis-${axis}`}>{say(`lever.${axis}`)}</label>
            <input id={`axis-${axis}`} {...(axis === 'hours' ? { pattern: `(${HOURS}[,、 ]*)*` } : { inputMode: 'decimal' as const })} defaultValue={(told.axes[axis] ?? []).join(', ')} onInput={(event) => put(axis, valuesOf(axis, event.currentTarget.value))} />
          </div>
        ))}
      </div>
      {(['snow', 'points'] as const).map((axis) => (
        <div class="row" role="group" aria-label={say(`lever.${axis}`)} key={axis}>
          <span>{say(`lever.${axis}`)}</span>
          {PICKED_AXES[axis].map((value) => {
            const kept = told.axes[axis] ?? []
            const on = kept.includes(value)
            const text = say(`${axis}.${value}` as 'snow.snow')
            return <label class="choice" key={value}><input type="checkbox" checked={on} onChange={() => put(axis, on ? kept.filter((each) => each !== value) : [...kept, value])} />{text}</label>
          })}
        </div>
      ))}
    </fieldset>
  )
}

function Count({ told: { axes, days, seeds } }: { told: Told }) {
  const variants = countVariants(Object.values(axes))
  return <p role="status">{say('sweep.count', { variants, days, seeds, all: variants * days * seeds })}</p>
}

function Dates({ told, tell, recorded }: PartProps & { recorded: readonly string[] }) {
  if (recorded.length === 0) return <p class="notice">{say('dates.none')}</p>
  const flip = (day: string): void => tell({ dates: told.dates.includes(day) ? told.dates.filter((each) => each !== day) : [...told.dates, day] })
  return (
    <fieldset class="plainly stack">
      <legend>{say('dates')}</legend>
      <button type="button" class="quiet" onClick={() => tell({ dates: recorded })}>{say('dates.all')}</button>
      <div class="row">
        {recorded.map((day) => <label class="choice" key={day}><input type="checkbox" checked={told.dates.includes(day)} onChange={() => flip(day)} />{day}</label>)}
      </div>
    </fieldset>
  )
}
