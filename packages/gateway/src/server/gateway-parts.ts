import type { GatewayConfig, VerifySignature } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import type { InFlight } from '../body/in-flight.ts'
import type { Clock } from '../clock.ts'
import type { KnownShapes } from '../events/known-shapes.ts'
import type { RecentBatches } from '../events/recent-batches.ts'
import type { Identity } from '../identity/create-identity.ts'
import type { RevocationIndex } from '../identity/revocation-index.ts'
import type { Load } from '../load/load.ts'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import type { Rates } from '../rates/gateway-rates.ts'
import type { ClientAddress } from '../transport/client-address.ts'
import type { Turns } from '../turns.ts'
import type { UpdateFiles } from '../updates/update-files.ts'
import type { Storage } from './storage.ts'

/** What routes work with; made once by the composition root. */
export interface GatewayParts {
  /** In force now: ask anew for each request. */
  config: GatewayConfig
  clock: Clock
  log: Logger
  storage: Storage
  /** Absent where no updates are served. */
  updates: UpdateFiles | undefined
  /** In force now, as `config`. */
  identity: Identity
  /** Puts another configuration in force. */
  use(config: GatewayConfig): void
  revocations: RevocationIndex
  /** Of proofs. */
  verifySignature: VerifySignature
  /** Whom a request comes from. */
  clientAddress: ClientAddress
  audit: Audit
  rates: Rates
  recent: RecentBatches
  /** Of events that came before. */
  shapes: KnownShapes
  /** Of batches of one sensor, and of large bodies. */
  lanes: Turns
  /** Bytes of bodies, and batches: each takes memory before a byte of its body is read. */
  inFlight: { bytes: InFlight; batches: InFlight }
  load: Load
  metrics: Metrics
  /** From 0 to below 1, so that answers spread out. */
  random: () => number
  /** True from the moment that the gateway stops: each answer closes its connection. */
  isDraining: () => boolean
  /** True once what comes has no time left: it gets 503. */
  isHurried: () => boolean
}
