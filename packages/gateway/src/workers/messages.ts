import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { WorkerPlace } from './worker-place.ts'

/** A request to the admin listener, for the process that can answer it. */
export interface AdminRequest {
  method: 'GET' | 'POST' | 'DELETE' | 'HEAD' | 'PUT' | 'PATCH' | 'OPTIONS'
  url: string
  headers: Record<string, string | string[]>
  body: Buffer
  /** Who asks. */
  address: string
}

export interface AdminAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: string
}

export type WorkerMetrics = MetricObjectWithValues<MetricValue<string>>[]

/** Where a worker listens. */
export interface WorkerUrls {
  url: string
  redirectUrl?: string | undefined
}

/** Why a worker did not start, for the person who started the gateway. */
export interface Refusal {
  message: string
  code?: string
  todo?: string
  status?: number
}

/** From the process that watches over the workers. */
export type ToWorker =
  | { kind: 'begin'; place: WorkerPlace }
  | { kind: 'stop' }
  | { kind: 'hurry' }
  | { kind: 'ask'; id: number; request: AdminRequest }
  | { kind: 'measure'; id: number }
  /** `code` is that of the system where lines could not be written. */
  | { kind: 'wrote'; id: number; code?: string }

export type FromWorker =
  /** It hears now; what was sent before may be lost. */
  | { kind: 'hears' }
  | { kind: 'listens'; urls: WorkerUrls }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'answered'; id: number; answer: AdminAnswer }
  | { kind: 'measured'; id: number; metrics: WorkerMetrics }
  | { kind: 'write'; id: number; lines: Uint8Array }
