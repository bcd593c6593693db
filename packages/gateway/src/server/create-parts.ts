import type { GatewayConfig, VerifySignature } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import { createInFlight } from '../body/in-flight.ts'
import type { Clock } from '../clock.ts'
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
  isDraining: () => boolean
  isHurried: () => boolean
}

/** Bytes of recent batches that are remembered to find doubles and conflicts. */
const rememberedBytes = 16_777_216

/** Makes what routes work with. */
export function createParts(config: GatewayConfig, options: PartsOptions): GatewayParts {
  const inFlight = {
    bytes: createInFlight(config.limits.inFlightBytes),
    batches: createInFlight(config.limits.inFlightBatches),
  }
  const inFlightShare = () => Math.max(inFlight.bytes.share(), inFlight.batches.share())
  addReading(options.metrics, {
    name: 'weaklayer_in_flight_ratio',
    help: 'How much of `limits.inFlightBytes` or `limits.inFlightBatches` is taken, 0 to 1: the one that is nearer to its end.',
    read: inFlightShare,
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
    rates: createRates(config.rates, options.clock),
    recent: createRecentBatches(rememberedBytes),
    lanes: createTurns(),
    inFlight,
    load: createLoad({
      clock: options.clock,
      random: options.random,
      bounds: flushBounds(config),
      inFlightShare,
      loopDelayMs: options.loopDelayMs,
    }),
  }
}

function flushBounds({ flush }: GatewayConfig): FlushBounds {
  const { floor, ceiling, uploadsPerSecond } = flush
  return { floorMs: floor / 1000, ceilingMs: ceiling / 1000, uploadsPerSecond }
}
