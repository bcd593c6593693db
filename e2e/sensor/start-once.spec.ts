import { spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'

test('npm start -- --once stores everything that was recorded, twice in the same folder', async () => {
  test.setTimeout(240_000)
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-start-'))
  for (const _ of ['first', 'again']) {
    const { status, output } = await startOnce(directory)
    const line = /recorded (\d+), stored (\d+), missing 0, doubled 0/.exec(output)
    expect(line, output).not.toBeNull()
    expect(Number(line?.[1])).toBeGreaterThanOrEqual(40)
    expect(line?.[2]).toBe(line?.[1])
    expect(status).toBe(0)
    expect(output).toContain(`weaklayer query 'type:TextInput' --store ${directory}/store`)
  }
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
})

function startOnce(directory: string): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, ['demo/src/start.ts', '--once', '--directory', directory], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk
    })
  }
  return new Promise(resolve => child.on('close', status => resolve({ status, output })))
}
