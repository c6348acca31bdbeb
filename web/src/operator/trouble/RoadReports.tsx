import { useSignal } from '@preact/signals'
import { Fault } from '../../parts/Fault'
import { useAsked, useDoing } from '../../parts/asked'
import { service, type Wire } from '../../service/client'
import { clockTime } from '../../words/times'
import { TownMapView } from '../../map/TownMap'
import { KeyButton } from '../desk/keys'
import { Lines } from '../desk/Lines'
import { area, asked, can } from '../desk/session'
import { Sheet } from '../desk/Sheet'
import { say } from '../board-words'
import { trouble } from './trouble'

type Report = Wire['RoadReportOut']

/** Where drivers could not pass, until somebody has said what became of it. */
export function RoadReports() {
  const { answer, again } = useAsked(() => asked(service.GET('/api/areas/{area}/road-reports', { params: { path: { area: area.value } } })), [])
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
            <span>{each.note || say('roads.here')}</span>
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
        const place = report.place_id === null ? undefined : { place_id: report.place_id, name: report.place_id }
        trouble.value = { ...trouble.value, kind: 'close', place, other: undefined, reason: report.note }
      }
      onClose()
    })
  const dot = { id: report.client_id, label: report.vehicle_id, lat: report.lat, lon: report.lon }
  return (
    <Sheet title={say('roads.of', { vehicle: report.vehicle_id, time: clockTime(report.happened_at) })} onClose={onClose}>
      <div class="stack">
        <p>{report.note || say('roads.here')}</p>
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
