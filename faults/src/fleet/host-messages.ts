import type { SensorPorts } from '@weaklayer/extension/testing'

type Send = SensorPorts['transport']['send']
export type GatewayRequest = Parameters<Send>[0]
export type GatewayAnswer = Awaited<ReturnType<Send>>

/** What a thread that runs sensors starts with. */
export interface HostStart {
  /** Seeds of its sensors: the first one's, and how many. */
  firstSeed: number
  sensors: number
  startMs: number
  /** What managed storage says. */
  policy: object
}

/** What is to happen to every sensor of a thread. */
export type Order =
  /** Their browsers start, at any time within so long; each waits for its first acknowledgement. */
  | { order: 'start'; withinMs: number }
  | { order: 'network'; isUp: boolean }
  /** Users open so many pages with so many events each, at any time within so long. */
  | { order: 'browse'; visits: number; events: number; withinMs: number }
  /** Users open one more page, which makes so many events wait; each sensor gets one at least. */
  | { order: 'fill'; queued: number }
  /** Every browser notices that its network is back. */
  | { order: 'online' }
  /** Each sensor that has events waiting waits for the acknowledgement of all of them. */
  | { order: 'await' }
  | { order: 'record' }

/** What one sensor recorded. */
export interface SensorRecord {
  sensor: string
  epoch: string
  lastSeq: number
  /** Of them, those that wait. */
  queued: number
}

export type ToHost =
  /** Compute until everything waits, as far ahead as the network's time and the limit allow. */
  | { is: 'settle'; nowMs: number; limitMs: number }
  | { is: 'tick'; nowMs: number; limitMs: number }
  | { is: 'answer'; id: number; atMs: number; answer: GatewayAnswer }
  | { is: 'order'; order: Order; nowMs: number }

export type FromHost =
  | { is: 'settled'; nextMs: number }
  | { is: 'request'; id: number; sensor: number; atMs: number; request: GatewayRequest }
  /** A sensor has the acknowledgement that it waited for. */
  | { is: 'acknowledged'; waitMs: number }
  | { is: 'done'; result: OrderResult }

export interface OrderResult {
  /** Events that wait in the sensors. */
  queued: number
  /** Sensors that wait for an acknowledgement. */
  waiting: number
  records: SensorRecord[]
}
