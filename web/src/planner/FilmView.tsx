// A day, or two beside each other, as a film: played, paused, hurried and scrubbed by mouse, finger or keys.
import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { FilmMap } from './FilmMap'
import { reelOf, type Scene } from '../../../simulations/report/reel.js'
import { area } from '../staff/session'
import { TilesSwitch } from '../staff/TilesSwitch'
import { clock, type Film } from './state'
import { say } from './words'

const SPEEDS = [60, 120, 300, 600] as const
const STEP_S = 60
const LEAP_S = 600

export interface Shown {
  name: string
  film: Film
}

export interface FilmViewProps {
  films: readonly Shown[]
  /** How far a day that is being driven has come. */
  now_s?: number | null
}

/** One clock for all films shown. */
export function FilmView({ films, now_s = null }: FilmViewProps) {
  const until = now_s ?? Math.max(...films.map(({ film }) => film.until_s))
  const from = Math.min(until, ...films.map(({ film }) => film.from_s)) // before a day opens nothing has begun
  const at = useSignal(now_s ?? Math.min(from + 2 * 3600, until))
  const playing = useSignal(false)
  const speed = useSignal<number>(120)
  const following = useSignal(now_s !== null)
  const reels = useMemo(() => films.map(({ film }) => reelOf(film)), [films])
  const scenes = useComputed(() => reels.map((reel) => reel(at.value)))
  const put = (moment: number): void => {
    at.value = Math.min(Math.max(moment, from), until)
    following.value = now_s !== null && at.value >= until
  }
  useEffect(() => {
    if (following.value && now_s !== null) at.value = now_s
  }, [now_s])
  useEffect(() => {
    if (!playing.value) return undefined
    let frame = requestAnimationFrame(first)
    let before = 0
    function first(now: number): void {
      before = now
      frame = requestAnimationFrame(next)
    }
    function next(now: number): void {
      put(at.peek() + ((now - before) / 1000) * speed.peek())
      before = now
      if (at.peek() >= until) playing.value = false
      else frame = requestAnimationFrame(next)
    }
    return () => cancelAnimationFrame(frame)
  }, [playing.value, until])
  const toggle = (): void => {
    if (at.value >= until && now_s === null) at.value = from
    playing.value = !playing.value
  }
  useKeys({
    ' ': toggle,
    k: toggle,
    ArrowLeft: () => put(at.value - STEP_S),
    ArrowRight: () => put(at.value + STEP_S),
    j: () => put(at.value - LEAP_S),
    l: () => put(at.value + LEAP_S),
    Home: () => put(from),
    End: () => put(until),
    '+': () => (speed.value = SPEEDS.find((each) => each > speed.value) ?? speed.value),
    '-': () => (speed.value = [...SPEEDS].reverse().find((each) => each < speed.value) ?? speed.value),
  })
  return (
    <section class="film stack" aria-labelledby="film-heading">
      <h2 id="film-heading">{say('film')}</h2>
      <div class={`maps maps-${films.length}`}>
        {films.map(({ name }, number) => {
          const scene = scenes.value[number]
          return scene === undefined ? null : (
            <figure key={number} class="stack">
              {films.length > 1 ? <h3>{name}</h3> : null}
              <FilmMap area={area.value} label={films.length > 1 ? say('film.map.of', { name }) : say('film.map')} scene={scene} />
              <Told scene={scene} quiet={playing.value} />
            </figure>
          )
        })}
      </div>
      <div class="film-controls row">
        <button type="button" onClick={toggle} class="play">{playing.value ? `❚❚ ${say('film.pause')}` : `▶ ${say('film.play')}`}</button>
        <output class="film-clock" aria-label={say('film.clock')}>{clock(at.value)}</output>
        <input
          type="range"
          class="scrub"
          min={from}
          max={until}
          step={STEP_S}
          value={Math.floor(at.value / STEP_S) * STEP_S /* painted anew once a minute, not every frame */}
          aria-label={say('film.scrub')}
          aria-valuetext={clock(at.value)}
          onInput={(event) => put(Number(event.currentTarget.value))}
        />
        <label class="speed">
          {say('film.speed')}
          <select value={speed.value} onChange={(event) => (speed.value = Number(event.currentTarget.value))}>
            {SPEEDS.map((each) => <option key={each} value={each}>{say('film.times', { n: each })}</option>)}
          </select>
        </label>
        {now_s === null ? null : (
          <button type="button" aria-pressed={following.value} onClick={() => put(until)}>{say('film.now')}</button>
        )}
      </div>
      <TilesSwitch />
      <p class="soft keys">{say('film.keys')}</p>
      <ul class="legend plain row">
        <li><span class="mark loaded" aria-hidden="true">2</span>{say('film.legend.loaded')}</li>
        <li><span class="mark empty" aria-hidden="true" />{say('film.legend.empty')}</li>
        <li><span class="mark rider" aria-hidden="true">1</span>{say('film.legend.rider')}</li>
        <li><span class="mark unmet" aria-hidden="true">1</span>{say('film.legend.unmet')}</li>
        {films.some(({ film }) => (film.weather?.length ?? 0) > 0) ? <li><span class="mark closed" aria-hidden="true">✕</span>{say('film.legend.closed')}</li> : null}
      </ul>
      <p class="soft">{say('film.doors')}</p>
    </section>
  )
}

const LEVELS = { normal: 'snow.normal', snow: 'snow.snow', heavy_snow: 'snow.heavy_snow', halt: 'snow.halt' } as const

/** What snow is called; a service may have levels of its own. */
const levelOf = ({ level }: { level: string }): string => (level in LEVELS ? say(LEVELS[level as keyof typeof LEVELS]) : level)

/** What the map shows, in words; not read aloud while it runs. */
function Told({ scene, quiet }: { scene: Scene; quiet: boolean }) {
  const driving = scene.vehicles.filter((vehicle) => vehicle.doing === 'driving').length
  return (
    <figcaption aria-live={quiet ? 'off' : 'polite'}>
      {say('film.told', { driving, ...scene.persons })}
      {scene.weather === undefined ? null : <> {say('film.weather', { level: levelOf(scene.weather), closed: scene.weather.closed.length + scene.weather.closed_at.length })}</>}
    </figcaption>
  )
}

const TYPED_IN = 'input:not([type=range]), select, textarea, .maplibregl-map, [contenteditable]'

function useKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement
      const act = keys[event.key]
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey || target.closest(TYPED_IN) !== null) return
      if (event.key === ' ' && target.closest('button, a, summary') !== null) return // it presses what has the focus
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}
