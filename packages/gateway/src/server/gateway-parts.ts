import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { InFlight } from '../body/in-flight.ts'
import type { Clock } from '../clock.ts'
import type { RecentEvents } from '../events/recent-events.ts'
import type { InstallKeyCheck } from '../identity/check-install-key.ts'
import type { CheckToken } from '../identity/check-token.ts'
import type { RevocationIndex } from '../identity/revocation-index.ts'
import type { TokenKeys } from '../identity/token-keys.ts'
import type { Load } from '../load/load.ts'
import type { Rates } from '../rates/gateway-rates.ts'
import type { Turns } from '../turns.ts'
import type { UpdateFiles } from '../updates/update-files.ts'
import type { Storage } from './storage.ts'

/** What routes work with; made once by the composition root. */
export interface GatewayParts {
  config: GatewayConfig
  clock: Clock
  log: Logger
  storage: Storage
  /** Absent where no updates are served. */
  updates: UpdateFiles | undefined
  tokenKeys: TokenKeys
  checkToken: CheckToken
  checkInstallKey: InstallKeyCheck
  revocations: RevocationIndex
  rates: Rates
  recent: RecentEvents
  /** Of batches of one sensor, and of large bodies. */
  lanes: Turns
  inFlight: InFlight
  load: Load
  /** From 0 to below 1, so that answers spread out. */
  random: () => number
  /** True from the moment that the gateway stops: each answer closes its connection. */
  isDraining: () => boolean
  /** True once what comes has no time left: it gets 503. */
  isHurried: () => boolean
}
