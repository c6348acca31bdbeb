// The figures of a run: large ones, charts, where demand stayed unmet, and all of them with their definitions.
import type { Map } from 'maplibre-gl'
import { useMemo } from 'preact/hooks'
import { TownMapView } from '../map/TownMap'
import { shownTheme } from '../shell/looks'
import { language, said } from '../words/speaker'
import { Amounts, Bars, type Series } from './charts'
import { area } from '../staff/session'
import { tiles } from '../staff/TilesSwitch'
import { clock, type Figures } from './state'
import { say } from './words'

const WAIT_STEP_MIN = 2
type Kpi = Figures['kpis'][number]

/** A figure with its unit, as people read it. */
export function Value({ kpi, text = kpi.shown }: { kpi: Kpi; text?: string }) {
  const unit = kpi.value === null ? '' : said(kpi.unit)
  return <>{text}{unit ? <small> {unit}</small> : null}</>
}

/** A few figures at a glance. */
export function Headlines({ figures }: { figures: Figures }) {
  const shown = figures.headlines.flatMap((code) => figures.kpis.find((kpi) => kpi.code === code) ?? [])
  return (
    <dl class="headlines">
      {shown.map((kpi) => (
        <div key={kpi.code}><dt>{said(kpi.name)}</dt><dd><Value kpi={kpi} /></dd></div>
      ))}
    </dl>
  )
}

/** How the day was spread; `beside` are figures on the same scale. */
export function Charts({ figures, beside = figures }: { figures: Figures; beside?: Figures }) {
  return (
    <div class="charts">
      <Bars title={say('chart.outcomes')} told={say('chart.outcomes.told')} labels={figures.by_hour.map(({ hour }) => String(hour))} axis={say('chart.hour')}
        unit={say('chart.requests')} series={outcomesOf(figures)} tone="outcome" top={Math.max(tallest(figures), tallest(beside))} />
      <Bars title={say('chart.aboard')} told={say('chart.aboard.told')} labels={figures.aboard.map(([at_s]) => clock(at_s))} axis={say('chart.time')}
        unit={say('chart.persons')} series={[{ name: '', values: figures.aboard.map(([, n]) => n) }]} top={most(beside.aboard)} />
      <Waits figures={figures} />
      <Bars title={say('chart.detours')} told={say('chart.detours.told')} labels={figures.detours.map(([times]) => times.toFixed(2))} axis={say('chart.detours.axis')}
        unit={say('chart.bookings')} series={[{ name: '', values: figures.detours.map(([, n]) => n) }]} top={most(beside.detours)} />
      <Amounts title={say('chart.refusals')} told={say('chart.refusals.told')}
        rows={figures.refusals.map(({ name, of_class, n }) => ({ name: said(name), note: said(of_class), n }))} />
    </div>
  )
}

function Waits({ figures }: { figures: Figures }) {
  const kinds = [figures.waits_now, figures.waits_ahead]
  const begins = kinds.flatMap((kind) => kind.map(([step]) => step))
  const first = Math.min(...begins)
  const steps = begins.length === 0 ? [] : Array.from({ length: (Math.max(...begins) - first) / WAIT_STEP_MIN + 1 }, (_, index) => first + index * WAIT_STEP_MIN)
  const counts = (kind: Figures['waits_now']): number[] => steps.map((step) => kind.find(([begin]) => begin === step)?.[1] ?? 0)
  return (
    <Bars title={say('chart.waits')} told={say('chart.waits.told')} labels={steps.map(String)} axis={say('chart.waits.axis')} unit={say('chart.bookings')}
      series={[{ name: say('chart.waits.now'), values: counts(figures.waits_now) }, { name: say('chart.waits.ahead'), values: counts(figures.waits_ahead) }]} />
  )
}

const most = (steps: Figures['aboard']): number => Math.max(0, ...steps.map(([, n]) => n))
const tallest = (figures: Figures): number => Math.max(0, ...figures.by_hour.map(({ counts }) => counts.reduce((sum, n) => sum + n, 0)))
const outcomesOf = (figures: Figures): Series[] =>
  figures.outcomes.map(({ name }, number) => ({ name: said(name), values: figures.by_hour.map(({ counts }) => counts[number] ?? 0) }))

/** Where needs stayed unmet, in squares of at least so many. */
export function UnmetMap({ figures, name }: { figures: Figures; name?: string }) {
  const { squares, some_hidden, least } = figures.unmet
  const shown = useMemo(() => collectionOf(figures), [figures])
  const total = squares.reduce((sum, square) => sum + square.needs, 0)
  const label = name === undefined ? say('unmet.map') : say('unmet.map.of', { name })
  return (
    <figure class="stack">
      <div class="unmet-map">
        <TownMapView
          area={area.value}
          label={label}
          tiles={tiles.value}
          onReady={({ map }) => {
            const put = (): void => putSquares(map, shown)
            map.on('styledata', put) // another theme is another style
            put()
          }}
        />
      </div>
      <figcaption>
        {squares.length === 0
          ? say(some_hidden ? 'unmet.few' : 'unmet.none', { least })
          : say('unmet.told', { n: squares.length, needs: total, most: squares[0]?.needs ?? 0, least })}
        {squares.length > 0 && some_hidden ? ` ${say('unmet.hidden', { least })}` : ''}
      </figcaption>
    </figure>
  )
}

function putSquares(map: Map, shown: GeoJSON.FeatureCollection): void {
  if (map.getLayer('unmet') !== undefined || map.getLayer('stops') === undefined) return
  const light = shownTheme.peek() === 'light'
  map.addSource('unmet', { type: 'geojson', data: shown })
  map.addLayer(
    {
      id: 'unmet', type: 'fill', source: 'unmet',
      paint: { 'fill-color': light ? '#b3261e' : '#ff8f87', 'fill-opacity': ['interpolate', ['linear'], ['get', 'share'], 0, 0.2, 1, 0.75] },
    },
    'stops',
  )
  map.addLayer(
    {
      id: 'unmet-needs', type: 'symbol', source: 'unmet',
      layout: { 'text-field': ['to-string', ['get', 'needs']], 'text-size': 20, 'text-allow-overlap': true },
      paint: { 'text-color': light ? '#1a1a1a' : '#ffffff', 'text-halo-color': light ? '#ffffff' : '#000000', 'text-halo-width': 2 },
    },
  )
}

function collectionOf(figures: Figures): GeoJSON.FeatureCollection {
  const most = Math.max(1, ...figures.unmet.squares.map(({ needs }) => needs))
  return {
    type: 'FeatureCollection',
    features: figures.unmet.squares.map(({ west, south, east, north, needs }) => ({
      type: 'Feature',
      properties: { needs, share: needs / most },
      geometry: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
    })),
  }
}

/** Every figure with its written definition; beside it the same of another run, and the difference. */
export function Definitions({ figures, other, names }: { figures: Figures; other?: Figures; names?: readonly [string, string] }) {
  return (
    <div class="scrolled" tabIndex={0} role="group" aria-label={say('figures')}>
      <table class="kpis">
        <thead>
          <tr>
            <th scope="col">{say('figures.name')}</th>
            <th scope="col" class="n">{names?.[0] ?? say('figures.value')}</th>
            {other ? <><th scope="col" class="n">{names?.[1]}</th><th scope="col" class="n">{say('figures.difference')}</th></> : null}
            <th scope="col">{say('figures.definition')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.kpis.map((kpi, index) => (
            <tr key={kpi.code}>
              <th scope="row">{said(kpi.name)}</th>
              <td class="n"><Value kpi={kpi} /></td>
              {other ? <Compared kpi={kpi} other={other.kpis[index]} /> : null}
              <td class="definition">{said(kpi.definition)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Compared({ kpi, other }: { kpi: Kpi; other: Kpi | undefined }) {
  if (other === undefined) return <><td class="n">–</td><td class="n">–</td></>
  return <><td class="n"><Value kpi={other} /></td><td class="n difference">{difference(kpi, other)}</td></>
}

/** By how much the other is more, with its sign, in as many digits as the figure itself is shown. */
function difference(kpi: Kpi, other: Kpi): string {
  if (kpi.value === null || other.value === null) return '–'
  const digits = kpi.shown.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(language.value, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'exceptZero' })
  const written = format.format(other.value - kpi.value)
  return /[1-9]/.test(written) ? written : '±0'
}
