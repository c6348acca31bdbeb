// Charts as plain SVG in the page's own colours, each with its numbers in a table for who would rather read them.
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { say } from './words'

export interface Series {
  name: string
  values: readonly number[]
}

export interface BarsProps {
  title: string
  told: string
  /** What stands under each bar. */
  labels: readonly string[]
  /** What the labels are. */
  axis: string
  unit: string
  /** Stacked on each other; coloured by their order. */
  series: readonly Series[]
  /** `outcome` says by its colours what went well and what did not; `plain` judges nothing. */
  tone?: 'outcome' | 'plain'
  /** The height of the scale, where several charts are to be compared. */
  top?: number
}

const WIDTH = 480
const HEIGHT = 210
const LEFT = 40
const BOTTOM = 44
const TOP = 12

/** Bars over equal steps, such as hours of the day. */
export function Bars({ title, told, labels, axis, unit, series, tone = 'plain', top }: BarsProps) {
  const sums = labels.map((_, index) => series.reduce((sum, each) => sum + (each.values[index] ?? 0), 0))
  const most = niceTop(Math.max(top ?? 0, ...sums))
  const step = (WIDTH - LEFT - 4) / Math.max(labels.length, 1)
  const height = (n: number): number => (n / most) * (HEIGHT - TOP - BOTTOM)
  const every = Math.ceil(labels.length / (Math.max(0, ...labels.map((label) => label.length)) > 3 ? 9 : 14))
  return (
    <Chart title={title} told={told} series={series} tone={tone} labels={labels} axis={axis} unit={unit}>
      {ticks(most).map((n) => (
        <g key={n}>
          <line class="grid" x1={LEFT} x2={WIDTH} y1={HEIGHT - BOTTOM - height(n)} y2={HEIGHT - BOTTOM - height(n)} />
          <text class="tick" x={LEFT - 6} y={HEIGHT - BOTTOM - height(n) + 4.5} text-anchor="end">{n}</text>
        </g>
      ))}
      {labels.map((label, index) => {
        let below = HEIGHT - BOTTOM
        return (
          <g key={index}>
            {series.map(({ values }, number) => {
              const tall = height(values[index] ?? 0)
              below -= tall
              return tall === 0 ? null : (
                <rect key={number} class={`${tone}-${number}`} x={LEFT + index * step + step * 0.1} y={below} width={step * 0.8} height={tall} />
              )
            })}
            {index % every === 0 ? <text class="tick" x={LEFT + (index + 0.5) * step} y={HEIGHT - BOTTOM + 17} text-anchor="middle">{label}</text> : null}
          </g>
        )
      })}
      <text class="tick" x={(LEFT + WIDTH) / 2} y={HEIGHT - 6} text-anchor="middle">{axis}</text>
    </Chart>
  )
}

interface ChartProps extends Omit<BarsProps, 'top'> {
  children: ComponentChildren
}

function Chart({ title, told, series, tone = 'plain', labels, axis, unit, children }: ChartProps) {
  const id = useId()
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}><strong>{title}</strong> <span class="soft">{told}</span></figcaption>
      {series.length > 1 ? (
        <ul class="legend plain row">
          {series.map(({ name }, number) => <li key={number}><span class={`swatch ${tone}-${number}`} aria-hidden="true" />{name}</li>)}
        </ul>
      ) : null}
      {labels.length === 0 ? <p>{say('chart.nothing')}</p> : (
        <>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id}>{children}</svg>
          <details>
            <summary>{say('chart.numbers')}</summary>
            <div class="scrolled" tabIndex={0} role="group" aria-label={title}>
              <table>
                <thead><tr><th scope="col">{axis}</th>{series.map(({ name }, number) => <th scope="col" class="n" key={number}>{name || unit}</th>)}</tr></thead>
                <tbody>
                  {labels.map((label, index) => (
                    <tr key={index}><th scope="row">{label}</th>{series.map(({ values }, number) => <td class="n" key={number}>{values[index] ?? 0}</td>)}</tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </figure>
  )
}

/** Amounts by name, the most first, as bars that run to the right; every amount is written. */
export function Amounts({ title, told, rows }: { title: string; told: string; rows: readonly { name: string; note: string; n: number }[] }) {
  const id = useId()
  const most = Math.max(1, ...rows.map(({ n }) => n))
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}><strong>{title}</strong> <span class="soft">{told}</span></figcaption>
      {rows.length === 0 ? <p>{say('chart.nothing')}</p> : (
        <table class="amounts">
          <tbody>
            {rows.map(({ name, note, n }) => (
              <tr key={name}>
                <th scope="row">{name} <span class="soft">{note}</span></th>
                <td class="n">{n}</td>
                <td class="amount" aria-hidden="true"><span style={{ width: `${(100 * n) / most}%` }} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </figure>
  )
}

/** The height of a scale that its ticks divide evenly. */
function niceTop(most: number): number {
  const step = tickStep(most)
  return Math.max(step, Math.ceil(most / step) * step)
}

function tickStep(most: number): number {
  const rough = Math.max(1, most / 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power
}

const ticks = (most: number): number[] => {
  const step = tickStep(most)
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
