import type { FleetSensor } from './fleet-sensor.ts'
import type { Order, OrderResult, SensorRecord } from './host-messages.ts'

export interface Obeying {
  sensors: readonly FleetSensor[]
  network: { isUp: boolean }
  nowMs: number
  acknowledged(waitMs: number): void
}

/** Does what was ordered to every sensor. */
export async function obey(order: Order, obeying: Obeying): Promise<OrderResult> {
  const { sensors, nowMs } = obeying
  const result: OrderResult = { queued: 0, waiting: 0, records: [] }
  switch (order.order) {
    case 'network':
      obeying.network.isUp = order.isUp
      return result
    case 'start':
      for (const sensor of sensors) begin(sensor, order.withinMs, obeying)
      return { ...result, waiting: sensors.length }
    case 'browse':
      for (const sensor of sensors) browse(sensor, order, nowMs)
      return result
    case 'fill':
      for (const sensor of sensors) await fill(sensor, order.queued, nowMs)
      return result
    case 'online':
      for (const sensor of sensors) sensor.at(nowMs, one => one.online())
      return result
    case 'await':
      for (const sensor of sensors) await awaitQueue(sensor, obeying, result)
      return result
    case 'record':
      return { ...result, records: await Promise.all(sensors.map(recordOf)) }
  }
}

function begin(sensor: FleetSensor, withinMs: number, { nowMs, acknowledged }: Obeying): void {
  const startMs = nowMs + sensor.luck() * withinMs
  sensor.awaitAck(undefined, atMs => acknowledged(atMs - startMs))
  sensor.at(startMs, one => one.start())
}

function browse(sensor: FleetSensor, order: Extract<Order, { order: 'browse' }>, nowMs: number): void {
  for (let visit = 0; visit < order.visits; visit++) {
    sensor.at(nowMs + sensor.luck() * order.withinMs, one => one.visit(order.events))
  }
}

async function fill(sensor: FleetSensor, queued: number, nowMs: number): Promise<void> {
  const { queue } = await sensor.view()
  const missing = Math.max(1, queued - queue.events)
  sensor.at(nowMs, one => one.visit(missing))
}

async function awaitQueue(
  sensor: FleetSensor,
  { nowMs, acknowledged }: Obeying,
  result: OrderResult,
): Promise<void> {
  const { epoch, lastSeq, queued } = await recordOf(sensor)
  result.queued += queued
  if (queued === 0) return
  result.waiting++
  sensor.awaitAck({ epoch, seq: lastSeq }, atMs => acknowledged(atMs - nowMs))
}

/** Every simulated browser runs once, so there is one epoch. */
async function recordOf(sensor: FleetSensor): Promise<SensorRecord> {
  const { sensor: id, record, queue } = await sensor.view()
  if (id === undefined || record.epoch === undefined) throw new Error('a sensor never learned its id')
  if (record.recordedTotal !== record.lastSeq) throw new Error('a sensor left its epoch')
  return { sensor: id, epoch: record.epoch, lastSeq: record.lastSeq, queued: queue.events }
}
