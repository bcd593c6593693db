import type { Journal } from '../delivery/journal.ts'
import type { MirroredJournal } from '../delivery/mirrored-journal.ts'
import type { Clock, Random, Transport } from '../delivery/transport.ts'
import type { Alarms } from '../platform/alarms.ts'
import type { BrowserFacts } from '../platform/browser-facts.ts'
import type { Frames } from '../platform/frames.ts'
import type { RequestErrors } from '../platform/request-errors.ts'
import type { StorageArea } from '../platform/storage-areas.ts'

/** All that the worker needs of the world. */
export interface SensorPorts {
  journal: Journal
  transport: Transport
  clock: Clock
  random: Random
  gzip(text: string): Promise<Uint8Array<ArrayBuffer>>
  session: StorageArea
  local: StorageArea
  alarms: Alarms
  requestErrors: RequestErrors
  readManaged(late: (managed: unknown) => void): Promise<unknown>
  browserFacts(): Promise<BrowserFacts>
  /** A development build's packaged policy. */
  development: object | null
  version: string
  /** Resolves once no other worker of this sensor is at work. @default at once */
  becomeOnlyWorker?(): Promise<void>
  /** The content scripts of all open pages. @default there are none */
  frames?: Frames
  /** Ends this worker and starts the newest version. */
  reload?(): void
}

/** The ports as the worker's parts use them. */
export interface WorkerPorts extends SensorPorts {
  journal: MirroredJournal
}
