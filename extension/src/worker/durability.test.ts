import { expect, test } from 'vitest'
import { stateKey } from '../delivery/records.ts'
import { createRig, testPolicy } from './rig-for-tests.ts'

/** Which durability each transaction asked for, and whether it started an epoch or recorded something. */
async function transactionsUnder(durability: 'strict' | 'relaxed' | undefined) {
  const buffer = { maxBytes: 67_108_864, maxEvents: 200_000, ...(durability && { durability }) }
  const rig = await createRig({ managed: { ...testPolicy, buffer } })
  const seen: { durability: string; epochs: number; recorded: number; identity: boolean }[] = []
  rig.openJournal = journal => ({
    read: work => journal.read(work),
    async transact(work, asked = 'strict') {
      let identity = false
      const state = () => journal.read(reader => reader.get(stateKey))
      const before = await state()
      const result = await journal.transact(
        transaction =>
          work({
            ...transaction,
            put(key, value) {
              identity ||= key === 'identity'
              transaction.put(key, value)
            },
          }),
        asked,
      )
      const after = await state()
      const epochs = (after?.epochs.at(-1)?.index ?? 0) - (before?.epochs.at(-1)?.index ?? 0)
      const recorded = (after?.recordedTotal ?? 0) - (before?.recordedTotal ?? 0)
      seen.push({ durability: asked, epochs, recorded, identity })
      return result
    },
  })
  await rig.restart('browser')
  rig.openFrame().report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/' })
  await rig.clock.advance(200)
  const installKey = { ...testPolicy.installKey }
  rig.managed = { ...testPolicy, installKey, label: 'other', buffer }
  await rig.sensor.managedChanged()
  return seen
}

test.each(['strict', undefined] as const)(
  'under buffer.durability %s every transaction is on disk',
  async how => {
    const seen = await transactionsUnder(how)
    expect(seen.length).toBeGreaterThan(3)
    expect(new Set(seen.map(({ durability }) => durability))).toEqual(new Set(['strict']))
  },
)

test('under buffer.durability relaxed only what frames report is, epochs and identity are on disk', async () => {
  const seen = await transactionsUnder('relaxed')
  const relaxed = seen.filter(({ durability }) => durability === 'relaxed')
  expect(relaxed).toMatchObject([{ epochs: 0, recorded: 2, identity: false }])
  expect(seen.filter(({ epochs }) => epochs > 0)).toMatchObject([{ durability: 'strict' }])
})
