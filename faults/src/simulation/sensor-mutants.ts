import type { Mutant } from './mutant.ts'

const uploader = 'extension/src/delivery/uploader.ts'
const settle = 'extension/src/delivery/settle.ts'
const recordMessages = 'extension/src/delivery/record-messages.ts'

/** Sensor: what must not leave the store, and what must not change. */
export const sensorMutants: readonly Mutant[] = [
  {
    name: 'delete before ack',
    patches: [
      {
        file: uploader,
        find: '  const answer = await options.transport.send({',
        replace: `  await options.journal.transact(async one => {
    for (const { epochIndex, seq } of batch.records) {
      const key = 'event:' + String(epochIndex).padStart(8, '0') + ':' + String(seq).padStart(12, '0')
      one.delete({ from: key, to: key })
    }
  })
  const answer = await options.transport.send({`,
      },
    ],
  },
  {
    name: 'delete by count',
    patches: [
      {
        file: settle,
        find: /const range = eventRange\(epochIndex, from, decision\.to\)\n\s+const records = await transaction\.list\(range\)\n\s+transaction\.delete\(range\)/,
        replace: `const sent = batch.records.filter(record => record.seq <= decision.to).length
    const records = (await transaction.list(allEvents)).slice(0, sent)
    for (const record of records) transaction.delete(eventRange(record.epochIndex, record.seq, record.seq))`,
      },
      { file: settle, find: 'const { epochIndex, from } = batch.range', replace: '' },
      // As long as nothing of what is on its way can go, the oldest are just those: by count is by key then.
      {
        file: 'extension/src/delivery/delivery-record.ts',
        find: 'const suspect = delivery?.bisection.suspect\n  const inFlight',
        replace: 'return undefined\n  const suspect = delivery?.bisection.suspect\n  const inFlight',
      },
    ],
  },
  {
    name: 'seq outside the transaction',
    patches: [
      {
        file: recordMessages,
        find: 'return await journal.transact(async transaction => {',
        replace: 'let late\n  const queued = await journal.transact(async transaction => {',
      },
      {
        file: recordMessages,
        find: 'transaction.put(stateKey, state)\n    return state.queued\n  })',
        replace: `late = state
    return state.queued
  })
  await journal.transact(async transaction => transaction.put(stateKey, late))
  return queued`,
      },
    ],
  },
  {
    name: 'retry with re-encoded bytes',
    patches: [
      {
        file: uploader,
        find: 'body: await options.gzip(bodyOf(plan.batch.records)) }',
        replace:
          'body: await options.gzip(bodyOf(plan.batch.records).replaceAll(\'{"type"\', \'{"retried":true,"type"\')) }',
      },
    ],
  },
  {
    name: 'drop without count',
    patches: [
      {
        file: 'extension/src/delivery/drop-events.ts',
        find: 'await addPending(transaction, state, { reason, given, ...(epoch && { epoch }) })',
        replace:
          "if (reason !== 'quota') await addPending(transaction, state, { reason, given, ...(epoch && { epoch }) })",
      },
    ],
  },
  {
    name: 'frame number in another transaction',
    patches: [
      {
        file: recordMessages,
        find: 'return await journal.transact(async transaction => {',
        replace: 'const late = []\n  const queued = await journal.transact(async transaction => {',
      },
      {
        file: recordMessages,
        find: 'await closeBooks(recording)',
        replace: 'await closeBooks({ ...recording, late })',
      },
      {
        file: recordMessages,
        find: 'recorded, lost }: Recording): Promise<void> {\n  set.save()',
        replace: 'recorded, lost, late }): Promise<void> {\n  late.push(...set.all())',
      },
      {
        file: recordMessages,
        find: 'return state.queued\n  })',
        replace: `return state.queued
  })
  await journal.transact(async transaction => {
    for (const [key, value] of late) transaction.put(key, value)
  })
  return queued`,
      },
      {
        file: 'extension/src/delivery/working-set.ts',
        find: '    save() {',
        replace: '    all: () => taken,\n    save() {',
      },
    ],
  },
  {
    name: 'acknowledge frames before recording',
    patches: [
      {
        file: 'extension/src/worker/inbox.ts',
        find: '  try {\n    const prepared = group.map(',
        replace: `  for (const item of group) item.port.send({ acked: item.message.n })
  try {
    const prepared = group.map(`,
      },
    ],
  },
  {
    name: 'portal taken for the gateway',
    patches: [
      {
        file: 'extension/src/delivery/read-answer.ts',
        find: "return firstGeneration && body.trim() === '' ?",
        replace: 'return true ?',
      },
    ],
  },
  {
    name: 'ack of other events counts',
    patches: [
      {
        file: 'extension/src/delivery/upload-decision.ts',
        find: 'const covers = ack !== null && ack.epoch === batch.epoch && ack.seq >= batch.from',
        replace: 'const covers = ack !== null',
      },
      {
        file: 'extension/src/delivery/upload-decision.ts',
        find: 'const to = Math.min(ack.seq, batch.to)',
        replace: 'const to = batch.to',
      },
    ],
  },
  {
    name: 'Retry-After ignored',
    patches: [
      {
        file: 'extension/src/delivery/upload-decision.ts',
        find: '(http === 429 || http === 503) && retryAfterMs !== undefined',
        replace: '(http === 429 || http === 503) && retryAfterMs === 0',
      },
    ],
  },
]
