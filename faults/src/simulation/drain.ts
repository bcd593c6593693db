import { poison } from './network.ts'
import type { World } from './world.ts'

const minuteMs = 60_000

/** The faults end; from here on everything must drain. */
export async function drain(world: World): Promise<void> {
  const { hosts, browsers, network, scheduler, setting, trace } = world
  trace.note('world', 'the faults end')
  world.choice = { ...world.choice, verifiers: 'both' }
  for (const host of hosts) {
    host.disk.heal()
    host.crashAt(undefined, 'kill')
    host.configure(setting.gateway(world.choice))
  }
  network.heal()
  for (const browser of browsers) {
    browser.failingCommits = 0
    browser.crashWorkerAt(undefined)
    browser.managed = setting.managed(world.browsers.length > 1 ? 'first_group' : browser.lastGroup)
    browser.policyChanged()
  }
  const before = recordedIn(world)
  const queued = browsers.reduce((sum, browser) => sum + [...browser.profile.watch.live()].length, 0)
  await untilEmpty(world)
  judgeUploads(world, queued + recordedIn(world) - before)
  for (const browser of browsers) browser.kill()
  await finishLeftovers(world)
  for (const host of hosts) host.stop()
  await scheduler.pass(minuteMs)
}

/** A file that could not get its name when it should is finished by the next start. */
async function finishLeftovers({ hosts, scheduler }: World): Promise<void> {
  const unfinished = hosts.filter(host => host.disk.files().some(path => /\/\.\d[^/]*$/.test(path)))
  for (const host of unfinished) host.restart()
  if (unfinished.length > 0) await scheduler.pass(minuteMs)
}

/** Waits get longer than any wait of a sensor can be: six hours after a refusal, and a day for a clock set back. */
const waitsMs = [1, 1, 1, 5, 20, 60, 60, 60, 120, 120, 240, 480, 960, 1920].map(minutes => minutes * minuteMs)

async function untilEmpty(world: World): Promise<void> {
  for (const waitMs of waitsMs) {
    await world.scheduler.pass(waitMs)
    if (waiting(world).length === 0) return
  }
  world.oracle.violated(`the queue never drains: ${waiting(world).slice(0, 5).join(', ')}`)
}

function waiting({ browsers }: World): string[] {
  return browsers.flatMap(browser => [
    ...browser.profile.watch.live(),
    ...(browser.profile.watch.unreported() > 0 ? [`drop reports of ${browser.name}`] : []),
    ...browser.pages.filter(page => page.unacknowledged() > 0).map(page => `page ${page.name}`),
  ])
}

function recordedIn({ oracle }: World): number {
  return oracle.ledger.size
}

/**
 * A backlog drains in few requests. Batches of this small world have 12 events and the gateway takes 10, so that each
 * may have to be halved; a poisoned event costs ten more at most, an epoch or a change of group one, and so does each
 * Status of a long wait.
 */
function judgeUploads({ network, oracle }: World, events: number): void {
  const poisoned = [...oracle.ledger.values()].filter(({ json }) => json.includes(poison)).length
  const epochs = new Set([...oracle.ledger.values()].map(({ event }) => event.epoch)).size
  const most = 20 + Math.ceil(events / 6) * 2 + 10 * poisoned + 2 * epochs
  if (network.uploads() > most)
    oracle.violated(`${events} events took ${network.uploads()} requests, at most ${most} expected`)
}
