import type { SensorView } from '../protocol.ts'
import { countText } from './quantity-text.ts'
import type { Fact } from './text-model.ts'

/** The facts that an administrator asks for: ids, names and counts. */
export function describeIdentity(view: SensorView): Fact[] {
  const { record } = view
  const facts: Fact[] = [
    view.sensor === undefined
      ? { name: 'Sensor', value: 'Gets its number when it has signed in' }
      : { name: 'Sensor', value: view.sensor, copy: true },
    { name: 'Version', value: view.version },
  ]
  if (view.device) facts.push({ name: 'Device', value: view.device })
  if (view.user) facts.push({ name: 'User', value: view.user })
  facts.push({ name: 'Recorded', value: `${countText(record.recordedTotal, 'event')} in all` })
  if (record.epoch !== undefined) {
    facts.push({
      name: 'This run of the browser',
      value: `${record.epoch} (${countText(record.lastSeq, 'event')})`,
    })
  }
  return facts
}
