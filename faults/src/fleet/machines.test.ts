import { expect, test } from 'vitest'
import { createMachines } from './machines.ts'

const idle = { pending: () => 0, next: () => Promise.resolve() }

test('timers fire in the order of their times, each machine at its own time, up to the horizon', async () => {
  const machines = createMachines(idle)
  const [one, other] = [machines.open(0), machines.open(0)]
  const seen: [string, number][] = []
  machines.after(one, 300, () => void seen.push(['one', one.atMs]))
  machines.after(other, 200, () => void seen.push(['other', other.atMs]))
  machines.after(one, 900, () => void seen.push(['far', one.atMs]))
  await machines.settle(500)
  expect(seen).toEqual([
    ['other', 200],
    ['one', 300],
  ])
  expect(machines.nextMs()).toBe(900)
})

test('a cancelled timer does not fire', async () => {
  const machines = createMachines(idle)
  let fired = false
  const cancel = machines.after(machines.open(0), 10, () => {
    fired = true
  })
  cancel()
  await machines.settle(100)
  expect(fired).toBe(false)
})

test('what is due while a machine waits for an answer happens after the answer', async () => {
  const machines = createMachines(idle)
  const machine = machines.open(0)
  const seen: [string, number][] = []
  machine.waiting = 1
  machines.after(machine, 50, () => void seen.push(['timer', machine.atMs]))
  await machines.settle(100)
  expect(seen).toEqual([])
  machines.arrive({ machine, atMs: 80, deliver: () => void seen.push(['answer', machine.atMs]) })
  await machines.settle(100)
  expect(seen).toEqual([
    ['answer', 80],
    ['timer', 80],
  ])
})

test('it has not settled while cryptography runs', async () => {
  let pending = 1
  let ended: () => void = () => undefined
  const next = () => new Promise<void>(resolve => (ended = resolve))
  const machines = createMachines({ pending: () => pending, next })
  let settled = false
  const settling = machines.settle(100).then(() => {
    settled = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(settled).toBe(false)
  pending = 0
  ended()
  await settling
  expect(settled).toBe(true)
})
