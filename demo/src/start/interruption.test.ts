import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { createInterruptions } from './interruption.ts'

function interrupted() {
  const signals = new EventEmitter()
  const clock = { ms: 5000 }
  const log: string[] = []
  const interruptions = createInterruptions({
    signals,
    now: () => clock.ms,
    onSecond: () => log.push('hard'),
  })
  return { signals, clock, log, interruptions }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('ends on %s', async name => {
  const { signals, interruptions } = interrupted()
  const work = interruptions.during(new Promise(() => undefined))

  signals.emit(name)

  await expect(work).rejects.toBe('signal')
})

test('takes the same Ctrl+C, passed on by npm, as one, and another one as the second', () => {
  const { signals, clock, log } = interrupted()

  signals.emit('SIGINT')
  clock.ms += 50
  signals.emit('SIGINT')
  expect(log).toEqual([])

  clock.ms += 1000
  signals.emit('SIGINT')
  expect(log).toEqual(['hard'])
})

test('gives what the work gives, and what it throws', async () => {
  const { interruptions } = interrupted()

  expect(await interruptions.during(Promise.resolve(7))).toBe(7)
  await expect(interruptions.during(Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('keeps the first reason', async () => {
  const { signals, interruptions } = interrupted()
  const gatewayEnded = new Error('the gateway ended')

  interruptions.end(gatewayEnded)
  signals.emit('SIGINT')

  await interruptions.wait()
  expect(interruptions.signal.reason).toBe(gatewayEnded)
})
