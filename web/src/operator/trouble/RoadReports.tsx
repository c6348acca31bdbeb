import { useSignal } from '@preact/signals'
import { Fault } from '../../parts/Fault'
import { useAsked, useDoing } from '../../parts/asked'
import { service, type Wire } from '../../service/client'
import { now } from '../../shell/clock'
import { clockTime } from '../../words/times'
import { TownMapView } from '../../map/TownMap'
import { KeyButton } from '../desk/keys'
import { Lines } from '../desk/Lines'
import { area, asked, can } from '../../staff/session'
import { Sheet } from '../desk/Sheet'
import { say } from '../board-words'
import { trouble } from './trouble'

type Report = Wire['RoadReportOut']
const LOOKED_AFTER_MS = 30_000

/** Where drivers could not pass, until somebody has said what became of it. */
export function RoadReports() {
  const { answer, again } = useAsked(() => asked(service.GET('/api/areas/{area}/road-reports', { params: { path: { area: area.value } } })), [Math.floor(now.value.getTime() / LOOKED_AFTER_MS)])
  const looked = useSignal<Report | undefined>(undefined)
  const reports = answer.value ?? []
  if (reports.length === 0) return null
  return (
    <section aria-label={say('roads')}>
      <h2>{say('roads')}</h2>
      <Lines label={say('roads')} pressed="P" lines={reports} keyOf={(each) => each.client_id} onOpen={(each) => (looked.value = each)}>
        {(each) => (
          <>
            <strong>{clockTime(each.happened_at)}</strong>
            <span>{each.vehicle_id}</span>
            <span>{reported(each)}</span>
          </>
        )}
      </Lines>
      {looked.value ? <RoadReport report={looked.value} onClose={() => { looked.value = undefined; again() }} /> : null}
    </section>
  )
}

function RoadReport({ report, onClose }: { report: Report; onClose(): void }) {
  const { fault, run } = useDoing()
  const settle = (settled_as: Wire['SettledIn']['settled_as']): void =>
    run(async () => {
      const path = { area: area.value, vehicle_id: report.vehicle_id, client_id: report.client_id }
      await asked(service.POST('/api/areas/{area}/road-reports/{vehicle_id}/{client_id}/settlement', { params: { path }, body: { settled_as } }))
      if (settled_as === 'road_closed') {
        trouble.value = { ...trouble.value, kind: 'close', place: report.place ?? undefined, other: undefined, reason: reported(report) }
      }
      onClose()
    })
  const dot = { id: report.client_id, label: report.vehicle_id, lat: report.lat, lon: report.lon }
  return (
    <Sheet title={say('roads.of', { vehicle: report.vehicle_id, time: clockTime(report.happened_at) })} onClose={onClose}>
      <div class="stack">
        <p>{reported(report)}</p>
        <TownMapView area={area.value} label={say('map')} vehicles={[dot]} fit={[dot]} />
        <Fault fault={fault} />
        {can('close-road') ? (
          <div class="row">
            <KeyButton pressed="1" text={say('roads.close')} act={() => settle('road_closed')} />
            <KeyButton pressed="2" text={say('roads.passable')} act={() => settle('passable')} />
            <KeyButton pressed="3" text={say('roads.seen')} act={() => settle('seen')} />
          </div>
        ) : null}
      </div>
    </Sheet>
  )
}

/** Why it is not possible to pass, to which place, and what the driver wrote besides. */
function reported({ hindrance, place, note }: Report): string {
  const why = say(`roads.${hindrance}`)
  return [place ? say('roads.to', { why, place: place.name }) : why, note].filter((each) => each !== '').join(' ')
}
