import type { Journal } from '../delivery/journal.ts'
import type { PreparedMessage } from '../delivery/prepared-message.ts'
import { identityKey } from '../enrol/identity.ts'

/**
 * A journal that takes these messages only while their texts are hashed with the key in force: another group must
 * not get hashes that the old one has too. What is refused is hashed again at the next try.
 */
export function takingCurrentTexts(journal: Journal, messages: readonly PreparedMessage[]): Journal {
  const keys = new Set(
    messages.flatMap(({ report }) => (report?.kind === 'TextInput' ? report.text.hashKeyId : [])),
  )
  if (keys.size === 0) return journal
  return {
    read: work => journal.read(work),
    transact: (work, durability) =>
      journal.transact(async transaction => {
        const identity = await transaction.get(identityKey)
        if (!keys.has(identity?.hashKey.id ?? '') || keys.size > 1)
          throw new Error('the hash key was renewed meanwhile')
        return await work(transaction)
      }, durability),
  }
}
