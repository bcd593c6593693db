import type { Mutant } from './mutant.ts'

const eventFile = 'packages/gateway/src/outputs/event-file.ts'
const appendLines = 'packages/gateway/src/outputs/append-lines.ts'
const leftovers = 'packages/gateway/src/outputs/finish-leftovers.ts'

/** Gateway: what must be on disk before it is acknowledged, and what may not be in a finished file. */
export const gatewayMutants: readonly Mutant[] = [
  {
    name: 'ack before sync',
    patches: [
      {
        file: appendLines,
        find: 'await file.datasync()',
        replace: 'void file.datasync().catch(() => undefined)',
      },
    ],
  },
  {
    name: 'folder of a new file not synced',
    patches: [{ file: eventFile, find: '      await syncDirectory(folder)', replace: '' }],
  },
  {
    name: 'folder of a group not synced',
    patches: [
      {
        file: 'packages/gateway/src/outputs/sync-directory.ts',
        find: 'const top = first ?? directory',
        replace: 'if (first === undefined) return\n  const top = first',
      },
    ],
  },
  {
    name: 'rename over existing',
    patches: [{ file: eventFile, find: 'if (await exists(path)) continue', replace: '' }],
  },
  {
    name: 'short write taken for whole',
    patches: [{ file: appendLines, find: 'return bytesWritten === bytes', replace: 'return true' }],
  },
  {
    name: 'torn end of a leftover kept',
    patches: [
      {
        file: leftovers,
        find: 'if (keptBytes < size) await handle.truncate(keptBytes)',
        replace: '',
      },
    ],
  },
  {
    name: 'remembered before it is durable',
    patches: [
      {
        file: 'packages/gateway/src/routes/store-batch.ts',
        find: 'const stored = await storage.store(',
        replace: `if (kept !== undefined && order.status === 'epoch') recent.remember({ sensor, ...order }, kept)
  const stored = await storage.store(`,
      },
    ],
  },
  {
    name: 'dead letter not waited for',
    patches: [
      {
        file: 'packages/gateway/src/server/storage.ts',
        find: 'writes.push({ counters, outcome: deadLetter.keep(batch.group, letters) })',
        replace: 'void [counters, deadLetter.keep(batch.group, letters)]',
      },
    ],
  },
  {
    name: 'required output counted as best effort',
    patches: [
      {
        file: 'packages/gateway/src/server/storage.ts',
        find: "find(({ status }) => status === 'unavailable')",
        replace: 'find(() => false)',
      },
    ],
  },
]
