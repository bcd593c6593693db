import type { GatewayConfig, VerifySignature } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import { createInFlight } from '../body/in-flight.ts'
import type { Clock } from '../clock.ts'
import { createKnownShapes } from '../events/known-shapes.ts'
import { createRecentBatches } from '../events/recent-batches.ts'
import { createIdentity } from '../identity/create-identity.ts'
import type { RevocationIndex } from '../identity/revocation-index.ts'
import { createLoad } from '../load/load.ts'
import type { FlushBounds } from '../load/pace.ts'
import { addReading, type Metrics } from '../metrics/gateway-metrics.ts'
import { createRates } from '../rates/gateway-rates.ts'
import { createClientAddress } from '../transport/client-address.ts'
import { createTurns } from '../turns.ts'
import type { UpdateFiles } from '../updates/update-files.ts'
import { shareLimits } from '../workers/share-limits.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import type { GatewayParts } from './gateway-parts.ts'
import type { Storage } from './storage.ts'

/** What the parts are made from, beside the configuration. */
export interface PartsOptions {
  clock: Clock
  log: Logger
  metrics: Metrics
  random: () => number
  /** Mean delay of the event loop since the last call. */
  loopDelayMs: () => number
  storage: Storage
  updates: UpdateFiles | undefined
  revocations: RevocationIndex
  audit: Audit
  verifySignature: VerifySignature
  /** @default the only process */
  worker?: WorkerPlace | undefined
  isDraining: () => boolean
  isHurried: () => boolean
}

/** Bytes of recent batches, as they were sent, that are remembered to find doubles and conflicts. */
const rememberedBytes = 4_194_304

/** Makes what routes work with. */
export function createParts(config: GatewayConfig, options: PartsOptions): GatewayParts {
  const share = shareLimits(config, options.worker)
  const inFlight = {
    bytes: createInFlight(share.limits.inFlightBytes),
    batches: createInFlight(share.limits.inFlightBatches),
  }
  const inFlightShare = () => Math.max(inFlight.bytes.share(), inFlight.batches.share())
  addReading(options.metrics, {
    name: 'weaklayer_in_flight_ratio',
    help: 'How much of `limits.inFlightBytes` or `limits.inFlightBatches` is taken, 0 to 1: the one that is nearer to its end.',
    read: inFlightShare,
    together: 'max',
  })
  let live = { config, identity: createIdentity(config, options.revocations) }
  return {
    ...options,
    get config() {
      return live.config
    },
    get identity() {
      return live.identity
    },
    use(next) {
      live = { config: next, identity: createIdentity(next, options.revocations) }
    },
    clientAddress: createClientAddress(config.sensor.api.trustedProxies),
    rates: createRates(share.rates, options.clock),
    recent: createRecentBatches(rememberedBytes),
    shapes: createKnownShapes(),
    lanes: createTurns(),
    inFlight,
    load: createLoad({
      clock: options.clock,
      random: options.random,
      bounds: flushBounds(share),
      inFlightShare,
      loopDelayMs: options.loopDelayMs,
    }),
  }
}

function flushBounds({ flush }: Pick<GatewayConfig, 'flush'>): FlushBounds {
  const { floor, ceiling, uploadsPerSecond } = flush
  return { floorMs: floor / 1000, ceilingMs: ceiling / 1000, uploadsPerSecond }
}
