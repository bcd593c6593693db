import { expect, test } from 'vitest'
import { currentProcess, newProcess, runAs } from './process.ts'
import { createScheduler } from './scheduler.ts'
import { createTrace } from './trace.ts'

function rig() {
  const crashes: string[] = []
  const scheduler = createScheduler({
    startMs: 0,
    trace: createTrace(() => 0),
    crashed: (kind, at) => void crashes.push(`${kind} ${at}`),
  })
  const process = newProcess('one', scheduler, 'worker')
  const log: string[] = []
  const step = (name: string, delayMs: number) =>
    scheduler.step({ process, name, delayMs, effect: () => void log.push(`${name} at ${scheduler.nowMs()}`) })
  return { scheduler, process, crashes, log, step }
}

test('steps happen by time, and those of one time in the order of asking', async () => {
  const { scheduler, log, step } = rig()
  void step('c', 7)
  void step('a', 5)
  void step('b', 5)
  await scheduler.pass(6)
  expect(log).toEqual(['a at 5', 'b at 5'])
  await scheduler.pass(1)
  expect(log.at(-1)).toBe('c at 7')
})

test.each([
  { side: 'before' as const, log: ['send at 1'] },
  { side: 'after' as const, log: ['send at 1', 'send at 2'] },
])('a process dies $side its second step of a name, and nothing of it goes on', async ({ side, log }) => {
  const one = rig()
  one.process.crashPoint = { step: 'send', nth: 2, side }
  let ended = ''
  one.process.onCrash = at => {
    ended = at
  }
  const done: string[] = []
  for (const delayMs of [1, 2, 3]) void one.step('send', delayMs).then(() => done.push(`send ${delayMs}`))
  one.scheduler.after(one.process, 4, () => done.push('timer'))
  await one.scheduler.pass(10)
  expect({ log: one.log, done, ended, crashes: one.crashes }).toEqual({
    log,
    done: ['send 1'],
    ended: `${side} send`,
    crashes: [`worker ${side} send`],
  })
})

test('what a process waits for goes on as that process', async () => {
  const { scheduler, process, step } = rig()
  let name = ''
  runAs(process, () => void step('read', 1).then(() => (name = currentProcess().name)))
  await scheduler.pass(2)
  expect(name).toBe('one')
})
