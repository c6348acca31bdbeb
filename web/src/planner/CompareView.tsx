// Two runs beside each other: one clock for both films, one scale for both charts, and every figure's difference.
import { useMemo } from 'preact/hooks'
import { Fault } from '../parts/Fault'
import { useAsked } from '../parts/asked'
import { say as shared } from '../words/shell'
import { said } from '../words/speaker'
import { Charts, Definitions, UnmetMap, Value } from './figures'
import { FilmView } from './FilmView'
import { changesOf } from './RunForm'
import { askWhole, type Whole } from './RunView'
import { say } from './words'

export function CompareView({ one, other }: { one: string; other: string }) {
  const both = useAsked(() => Promise.all([askWhole(one), askWhole(other)]), [one, other])
  const found = both.answer.value
  return (
    <>
      <Fault fault={both.fault.value} again={both.again} />
      {found === undefined ? <h1 class="soft">{shared('waiting')}</h1> : <Both one={found[0]} other={found[1]} />}
    </>
  )
}

function Both({ one, other }: { one: Whole; other: Whole }) {
  const names = [`A: ${one.run.name}`, `B: ${other.run.name}`] as const
  const films = useMemo(() => [{ name: names[0], film: one.film }, { name: names[1], film: other.film }], [one, other])
  const differs = changesOf(other.run.day, one.run.day)
  const same = one.run.day.seed === other.run.day.seed && one.run.day.service_date === other.run.day.service_date && one.run.day.riders === other.run.day.riders
  return (
    <div class="stack wide">
      <p class="screen-only"><a class="back" href="#/">{say('back')}</a></p>
      <h1>{say('compare')}</h1>
      <dl class="facts">
        <dt>A</dt><dd>{one.run.name}</dd>
        <dt>B</dt><dd>{other.run.name}</dd>
        <dt>{say('compare.differs')}</dt><dd>{differs.length === 0 ? say('compare.nothing') : differs.join('、')}</dd>
      </dl>
      <p class={`notice ${same ? '' : 'warn'}`}>{say(same ? 'compare.same' : 'compare.others')}</p>
      <section class="stack" aria-labelledby="glance-heading">
        <h2 id="glance-heading">{say('glance')}</h2>
        <Glance one={one} other={other} />
      </section>
      <FilmView films={films} />
      <section class="stack" aria-labelledby="charts-heading">
        <h2 id="charts-heading">{say('charts')}</h2>
        <div class="beside">
          <div class="stack"><h3>{names[0]}</h3><Charts figures={one.figures} beside={other.figures} /></div>
          <div class="stack"><h3>{names[1]}</h3><Charts figures={other.figures} beside={one.figures} /></div>
        </div>
      </section>
      <section class="stack" aria-labelledby="unmet-heading">
        <h2 id="unmet-heading">{say('unmet')}</h2>
        <div class="beside">
          <div class="stack"><h3>{names[0]}</h3><UnmetMap figures={one.figures} name={names[0]} /></div>
          <div class="stack"><h3>{names[1]}</h3><UnmetMap figures={other.figures} name={names[1]} /></div>
        </div>
      </section>
      <section class="stack" aria-labelledby="figures-heading">
        <h2 id="figures-heading">{say('figures')}</h2>
        <Definitions figures={one.figures} other={other.figures} names={['A', 'B']} />
      </section>
    </div>
  )
}

/** The large figures of both, one under the other. */
function Glance({ one, other }: { one: Whole; other: Whole }) {
  return (
    <dl class="headlines">
      {one.figures.headlines.map((code) => {
        const [a, b] = [one, other].map(({ figures }) => figures.kpis.find((kpi) => kpi.code === code))
        return a === undefined || b === undefined ? null : (
          <div key={code}><dt>{said(a.name)}</dt><dd><span class="of">A</span> <Value kpi={a} /></dd><dd><span class="of">B</span> <Value kpi={b} /></dd></div>
        )
      })}
    </dl>
  )
}
