import { makeSensorKeyPair, publicJwk, type SensorKeyPair, sensorId } from '@weaklayer/wire'
import { type NewEpoch, startEpoch } from '../delivery/epoch.ts'
import type { Journal, JournalKey } from '../delivery/journal.ts'
import type { MirroredJournal } from '../delivery/mirrored-journal.ts'
import { mostMoved, moveQueue } from '../delivery/move-queue.ts'
import { stateKey } from '../delivery/records.ts'
import type { Random } from '../delivery/transport.ts'
import { type HashKey, makeHashKey } from '../privacy/hash-text.ts'

/** A token and what it is good for. */
interface TokenRecord {
  token: string
  /** The gateway that gave it, and the group. */
  base: string
  group: string
  /** When to renew it, on the sensor's own clock. */
  renewAtMs: number
}

/** Who this sensor is. The keys cannot be exported. */
export interface IdentityRecord {
  /** One pair for all groups: the same group always gives the same sensor id. */
  keys: SensorKeyPair
  hashKey: HashKey
  /** Absent until there is a policy. */
  owner?: Owner
  /** True once this identity was enrolled. */
  enrolled: boolean
  token?: TokenRecord
  /** The gateway's clock minus the sensor's. */
  clockOffsetMs: number
}

export interface Owner {
  group: string
  sensor: string
}

export const identityKey: JournalKey<IdentityRecord> = 'identity'

/** The identity of this profile; made once. */
export async function loadIdentity(journal: Journal, random: Random): Promise<IdentityRecord> {
  const found = await journal.read(reader => reader.get(identityKey))
  if (found !== undefined) return found
  const made: IdentityRecord = {
    keys: await makeSensorKeyPair(),
    hashKey: await makeHashKey(random.hex(16)),
    enrolled: false,
    clockOffsetMs: 0,
  }
  return await journal.transact(async transaction => {
    const other = await transaction.get(identityKey)
    if (other === undefined) transaction.put(identityKey, made)
    return other ?? made
  })
}

/** The sensor id that this profile has in a group. */
export async function ownerIn(identity: IdentityRecord, group: string): Promise<Owner> {
  return { group, sensor: await sensorId(group, await publicJwk(identity.keys.publicKey)) }
}

/**
 * Makes the identity that of an owner. The first one takes over what was recorded before it was known; another one
 * gets a new epoch, a new hash key and what waits, in one transaction.
 */
export async function adoptOwner(
  journal: MirroredJournal,
  options: { owner: Owner; random: Random; epoch: Pick<NewEpoch, 'atMs' | 'facts'> },
): Promise<void> {
  const { owner, random } = options
  const hashKey = await makeHashKey(random.hex(16))
  const epoch = random.hex(16)
  const known = await journal.read(reader => reader.get(identityKey))
  if (known?.owner !== undefined) await journal.announce(epoch, mostMoved)
  await journal.transact(async transaction => {
    const identity = await transaction.get(identityKey)
    if (identity === undefined) throw new Error('there is no identity; load it first')
    const before = identity.owner
    if (before?.group === owner.group && before.sensor === owner.sensor) return
    const { token: _, ...rest } = identity
    if (before === undefined) {
      transaction.put(identityKey, { ...rest, owner })
      const state = await transaction.get(stateKey)
      if (state === undefined) return
      const epochs = state.epochs.map(epoch => (epoch.group === undefined ? { ...epoch, ...owner } : epoch))
      transaction.put(stateKey, { ...state, epochs })
      return
    }
    transaction.put(identityKey, { ...rest, owner, hashKey, enrolled: false })
    const start = { ...options.epoch, epoch, newRun: false }
    const state = await startEpoch(transaction, { ...start, owner, previousSensor: before.sensor })
    await moveQueue(transaction, state)
  })
}

/** Changes the identity in one transaction. */
export async function changeIdentity(
  journal: Journal,
  change: (identity: IdentityRecord) => IdentityRecord,
): Promise<void> {
  await journal.transact(async transaction => {
    const identity = await transaction.get(identityKey)
    if (identity !== undefined) transaction.put(identityKey, change(identity))
  })
}
