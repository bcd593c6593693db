import type { World } from './world.ts'

const minuteMs = 60_000

/** The faults end; from here on everything must drain. */
export async function drain(world: World): Promise<void> {
  const { hosts, browsers, network, scheduler, setting, trace } = world
  trace.note('world', 'the faults end')
  world.choice = { ...world.choice, verifiers: 'both' }
  for (const host of hosts) {
    host.disk.heal()
    host.config = setting.gateway(world.choice)
    host.restart()
  }
  network.heal()
  for (const browser of browsers) {
    browser.failingCommits = 0
    browser.crashWorkerAt(undefined)
    browser.managed = setting.managed(world.browsers.length > 1 ? 'first_group' : browser.lastGroup)
    browser.policyChanged()
  }
  await untilEmpty(world)
  for (const browser of browsers) browser.kill()
  for (const host of hosts) host.stop()
  await scheduler.pass(minuteMs)
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
    ...browser.pages.filter(page => page.unacknowledged() > 0).map(page => `page ${page.name}`),
  ])
}
