import { globSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startFront } from '../../laboratory/front.ts'
import type { LaunchedGateway } from '../../laboratory/gateway-process.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import { drain, underLoad } from '../load.ts'

const limitMs = 30_000
const lookEveryMs = 5

interface Seen {
  path: string
  inode: number
  bytes: number
}

/** Two processes of one gateway: one dies under load while the other goes on writing, and is replaced. */
export const oneOfWorkersKilled: Fault = {
  name: 'one-of-workers-killed',
  title: 'one of two workers SIGKILLed while the other writes',
  rounds: { short: 2, long: 10 },
  async run(lab, rounds) {
    const gateway = await lab.gateways.start(0, config => config, { workers: 2 })
    const directory = join(lab.directory, 'gateway-0', 'events')
    // It takes a connection of its own for each request, so that both workers get some.
    const front = await startFront(await lab.gateways.portOf(0))
    lab.closing(() => front.close())
    const sensors = await lab.addSensors(6, front.port)
    const executed = await underLoad(sensors, { burst: 60 }, async () => {
      let killed = 0
      for (let round = 0; round < rounds; round++) {
        const victim = lab.random.fraction() < 0.5 ? 1 : 2
        if (await killOne(lab, { gateway, directory, victim })) killed++
      }
      return killed
    })
    await drain(sensors)
    return executed
  },
}

interface Scene {
  gateway: LaunchedGateway
  directory: string
  victim: number
}

/** Whether it died of this, left a file open, and the other one wrote on until the successor had finished that file. */
async function killOne(lab: Lab, { gateway, directory, victim }: Scene): Promise<boolean> {
  const others = await liveFile(directory, 3 - victim)
  const left = await liveFile(directory, victim)
  const pid = pidOf(gateway, victim)
  const deaths = timesSaid(gateway, '"how":"SIGKILL"')
  const replacements = timesSaid(gateway, '"a worker was replaced"')
  process.kill(pid, 'SIGKILL')
  let last = others
  for (
    const deadline = Date.now() + limitMs;
    timesSaid(gateway, '"a worker was replaced"') === replacements;
  ) {
    if (Date.now() > deadline) throw new Error(`no worker was replaced: ${gateway.log().slice(-2000)}`)
    await delay(lookEveryMs)
    last = lookAgain(lab, last)
  }
  const finished = inodesIn(directory, `*.w${victim}.ndjson`).includes(left.inode)
  if (!finished) lab.problems.push('a successor did not finish the file that was left to it')
  return finished && last.bytes > others.bytes && timesSaid(gateway, '"how":"SIGKILL"') > deaths
}

/** The file of the worker that lives: nobody renames, replaces or cuts it. */
function lookAgain(lab: Lab, before: Seen): Seen {
  const now = seen(before.path)
  if (now === undefined) lab.problems.push('the open file of a living worker was renamed or removed')
  else if (now.inode !== before.inode) lab.problems.push('the open file of a living worker was replaced')
  else if (now.bytes < before.bytes) lab.problems.push('the open file of a living worker was cut')
  return now ?? before
}

/** The open file of a worker, once it has written some. */
async function liveFile(directory: string, worker: number): Promise<Seen> {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await delay(lookEveryMs)) {
    const [name] = globSync(`*-*-*-*-*/.*.w${worker}.ndjson`, { cwd: directory })
    const file = name === undefined ? undefined : seen(join(directory, name))
    if (file !== undefined && file.bytes > 0) return file
  }
  throw new Error(`worker ${worker} wrote nothing: ${readdirSync(directory).join(' ')}`)
}

function inodesIn(directory: string, pattern: string): (number | undefined)[] {
  return globSync(`*-*-*-*-*/${pattern}`, { cwd: directory }).map(name => seen(join(directory, name))?.inode)
}

function seen(path: string): Seen | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && { path, inode: found.ino, bytes: found.size }
}

/** The process that has a number now, as the log says. */
function pidOf(gateway: LaunchedGateway, worker: number): number {
  const lines = gateway
    .log()
    .split('\n')
    .filter(line => line.includes('"a worker listens"'))
  const facts = lines.map(line => JSON.parse(line) as { worker: number; pid: number })
  return facts.findLast(one => one.worker === worker)?.pid ?? 0
}

function timesSaid(gateway: LaunchedGateway, text: string): number {
  return gateway.log().split(text).length - 1
}
