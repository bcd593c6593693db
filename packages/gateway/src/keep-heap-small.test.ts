import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('./testing/busy-heap.ts', import.meta.url))

test('young objects get 16 MiB, give them back at rest, and get them again; a usual body has memory of its own', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program])
  const { busy, atRest, busyAgain, bodyBytes } = JSON.parse(stdout) as Record<string, number>
  expect({ busy, busyAgain }).toEqual({ busy: 16, busyAgain: 16 })
  expect(atRest).toBeLessThan(16)
  expect(bodyBytes).toBe(5000)
})
