import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * A program that imports and merges, and kills itself at the n-th file operation: `node killed-writer-for-tests.ts SOURCE STORE N`.
 * With N 0 it prints how many there are.
 */
const [source = '', store = '', at = '0'] = process.argv.slice(2)
let operations = 0

function counted(): void {
  operations++
  if (operations === Number(at)) process.kill(process.pid, 'SIGKILL')
}

const names = ['mkdir', 'open', 'rename', 'rm', 'link', 'unlink', 'writeFile', 'stat'] as const
for (const name of names) {
  const original = fs.promises[name] as (...given: unknown[]) => Promise<unknown>
  Object.assign(fs.promises, {
    [name]: async (...given: unknown[]) => {
      counted()
      const result = await original(...given)
      counted()
      return result
    },
  })
}
syncBuiltinESMExports()

const { importEvents } = await import('./import-events.ts')
const { compactStore } = await import('./merge-files.ts')
await importEvents(source, store, { batchBytes: 100_000, threads: 1 })
await compactStore(store, { threads: 1 })
process.stdout.write(String(operations))
