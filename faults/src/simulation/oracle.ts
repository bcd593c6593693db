import type { GatewayAnswer, GatewayRequest } from '@weaklayer/extension/testing'
import { eventsAnswer, type SensorEvent } from '@weaklayer/wire'
import type { Disk } from './disk.ts'
import { type DurableIds, watchDurable } from './durable-ids.ts'
import { createJournalWatch, type JournalWatch, type Ledger } from './journal-watch.ts'
import { bodyText } from './network.ts'
import type { Trace } from './trace.ts'

/** Knows what was recorded and promised, and says at once when a promise is broken. */
export interface Oracle {
  readonly ledger: Ledger
  readonly violations: string[]
  /** Ids that a gateway acknowledged. */
  readonly acknowledged: Set<string>
  /** Ids that went with a store. */
  readonly lostWithStore: Set<string>
  /** Ids that a Dropped counts without naming them, since they belonged to another group. */
  readonly unnamed: Set<string>
  storesLost: number
  /** Messages of pages that policy excludes. */
  unwanted: number
  /** Every watch, of living stores and of gone ones. */
  readonly watches: JournalWatch[]
  watchDisks(disks: readonly Disk[]): void
  newWatch(copyOf?: JournalWatch): JournalWatch
  /** A gateway answers: what it acknowledges must be durable now. */
  answered(request: GatewayRequest, answer: GatewayAnswer): void
  violated(what: string): void
}

export function createOracle(trace: Trace): Oracle {
  let durable: DurableIds = { has: () => false }
  const violated = (what: string) => {
    trace.note('ORACLE', what)
    oracle.violations.push(what)
  }
  const ledger: Ledger = new Map()
  const unnamed = new Set<string>()
  const options = { ledger, isDurable: (id: string) => durable.has(id), violated, unnamed }
  const oracle: Oracle = {
    ledger,
    violations: [],
    acknowledged: new Set(),
    lostWithStore: new Set(),
    unnamed,
    storesLost: 0,
    unwanted: 0,
    watches: [],
    watchDisks: disks => {
      durable = watchDurable(disks)
    },
    newWatch(copyOf) {
      const watch = copyOf?.copy() ?? createJournalWatch(options)
      oracle.watches.push(watch)
      return watch
    },
    answered(request, answer) {
      for (const id of acknowledgedIds(request, answer)) {
        oracle.acknowledged.add(id)
        if (!durable.has(id)) violated(`${id} is acknowledged and not durable`)
      }
    },
    violated,
  }
  return oracle
}

function acknowledgedIds(request: GatewayRequest, answer: GatewayAnswer): string[] {
  if (answer.status === 'failed' || answer.http !== 200 || !request.url.endsWith('/events')) return []
  const { ack } = eventsAnswer.parse(JSON.parse(answer.body))
  const events: SensorEvent[] = JSON.parse(bodyText(request))
  return events
    .filter(({ seq }) => ack !== null && Number(seq) <= ack.seq)
    .map(({ epoch, seq }) => `${epoch}/${seq}`)
}
