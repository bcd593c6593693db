import type { Journal, JournalKey } from '../delivery/journal.ts'
import { choosePolicy, type Policy } from './choose-policy.ts'

/** The last good policy as managed storage gave it. */
const cachedPolicyKey: JournalKey<{ managed: unknown }> = 'policy'

export interface PolicySourceOptions {
  journal: Journal
  /** What managed storage says; undefined for nothing. `late` gets an answer that came after the limit. */
  readManaged(late: (managed: unknown) => void): Promise<unknown>
  development: object | null
  /** Another policy is in force, or the same one from another source. */
  changed(policy: Policy): Promise<void>
  onFault(error: unknown): void
}

export interface PolicySource {
  current(): Policy
  /** Uses what is at hand at once: the cached policy, or the packaged one. */
  load(): Promise<void>
  /** Asks managed storage, and uses what it says from now on. */
  refresh(): Promise<void>
}

/** Keeps the policy in force up to date. */
export function createPolicySource(options: PolicySourceOptions): PolicySource {
  let policy: Policy | undefined
  let cached: unknown
  let shown = ''

  const use = async (managed: unknown) => {
    policy = choosePolicy({ managed, cached, development: options.development })
    if (policy.source === 'managed' && policy.state === 'ok') await cache(managed)
    const now = JSON.stringify(policy)
    if (now === shown) return
    shown = now
    await options.changed(policy)
  }
  const cache = async (managed: unknown) => {
    if (JSON.stringify(cached) === JSON.stringify(managed)) return
    cached = managed
    await options.journal.transact(async transaction => transaction.put(cachedPolicyKey, { managed }))
  }
  return {
    current: () => {
      policy ??= choosePolicy({ managed: undefined, cached, development: options.development })
      return policy
    },
    async load() {
      cached = (await options.journal.read(reader => reader.get(cachedPolicyKey)))?.managed
      policy = choosePolicy({ managed: undefined, cached, development: options.development })
      shown = JSON.stringify(policy)
    },
    async refresh() {
      await use(await options.readManaged(late => void use(late).catch(options.onFault)))
    },
  }
}
