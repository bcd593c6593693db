import type { AuditEntry } from '@weaklayer/wire'
import type { Clock } from '../clock.ts'
import type { AuditRefusal } from './audit.ts'

const periodMs = 60_000
/** Addresses that a summary names, and those that it tells apart. */
const mostNamed = 20
const mostCounted = 10_000

interface Sum {
  codes: Map<string, number>
  addresses: Set<string>
  fromMs: number
}

export interface RefusalSummary {
  add(refusal: AuditRefusal): void
  /** Ends the period now. */
  flush(): void
}

/** Sums refusals up: one entry a minute for each action, whatever the flood. */
export function createRefusalSummary(clock: Clock, emit: (entry: AuditEntry) => void): RefusalSummary {
  const sums = new Map<string, Sum>()
  let cancel: (() => void) | undefined
  const flush = () => {
    cancel?.()
    cancel = undefined
    for (const [action, sum] of sums) emit(entryOf(action, sum, clock.nowMs()))
    sums.clear()
  }
  return {
    flush,
    add({ action, code, address }) {
      const sum = sums.get(action) ?? { codes: new Map(), addresses: new Set(), fromMs: clock.nowMs() }
      sums.set(action, sum)
      sum.codes.set(code, (sum.codes.get(code) ?? 0) + 1)
      if (sum.addresses.size < mostCounted) sum.addresses.add(address)
      cancel ??= clock.after(periodMs, flush)
    },
  }
}

function entryOf(action: string, { codes, addresses, fromMs }: Sum, nowMs: number): AuditEntry {
  const details = {
    codes: Object.fromEntries(codes),
    addresses: addresses.size,
    firstAddresses: [...addresses].slice(0, mostNamed),
    from: Math.round(fromMs * 1000),
    until: Math.round(nowMs * 1000),
  }
  return { action, outcome: 'refused', details }
}
