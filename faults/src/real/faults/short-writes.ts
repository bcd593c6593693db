import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LaunchedGateway } from '../../laboratory/gateway-process.ts'
import type { Fault } from '../fault.ts'
import { drain, underLoad } from '../load.ts'

/** The kernel writes a part of what it is given, then refuses; later there is room again. */
export const shortWrites: Fault = {
  name: 'short-write',
  title: 'gateway gets a short write',
  rounds: { short: 1, long: 30 },
  async run(lab, rounds) {
    const sensors = await lab.addSensors(3, await lab.gateways.portOf(0))
    const gateway = await lab.gateways.start(0, undefined, {
      strace: { from: 'listening', watch: 'pwrite64,pwritev' },
    })
    const executed = await underLoad(sensors, { burst: 60 }, async () => {
      const deadline = Date.now() + limitMs
      for (let done = 0; done < rounds && Date.now() < deadline; done = shortWritesIn(gateway.trace())) {
        const room = 2000 + Math.floor(lab.random.fraction() * 20_000)
        await refuseAbove(gateway, largestFile(lab.directory) + room)
      }
      return shortWritesIn(gateway.trace())
    })
    await drain(sensors)
    return executed
  },
}

function largestFile(directory: string): number {
  const files = globSync('**/events/**/.*.ndjson', { cwd: directory })
  return Math.max(0, ...files.map(file => statSync(join(directory, file)).size))
}

const limitMs = 90_000
const refusedForMs = 400

/** Lets files grow to that size and no further for a moment. */
async function refuseAbove(gateway: LaunchedGateway, bytes: number): Promise<void> {
  limitFiles(gateway.pid(), String(bytes))
  await delay(refusedForMs)
  limitFiles(gateway.pid(), 'unlimited')
  await delay(refusedForMs / 4)
}

function limitFiles(pid: number, bytes: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])
}

/** `… OFFSET) = WRITTEN` right before a refusal at OFFSET + WRITTEN. */
function shortWritesIn(trace: string): number {
  const calls = [...trace.matchAll(/ pwrite\w+\(.* (\d+)\) = (\d+|-1 EFBIG)/g)]
  return calls.filter(([, offset, result], index) => {
    const [, before, written] = calls[index - 1] ?? []
    return result === '-1 EFBIG' && Number(before) + Number(written) === Number(offset)
  }).length
}
