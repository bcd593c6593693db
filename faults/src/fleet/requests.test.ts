import { expect, test } from 'vitest'
import { createNetworkClock } from './network-clock.ts'
import { createRequests } from './requests.ts'

function setUp() {
  let realMs = 0
  const clock = createNetworkClock(1000, () => realMs)
  const requests = createRequests(clock, 25_000)
  const sent: [name: string, atMs: number][] = []
  const answers = new Map<string, () => void>()
  const givenUp: string[] = []
  const hold = (name: string, atMs: number) =>
    requests.hold({
      atMs,
      send(sentAtMs) {
        sent.push([name, sentAtMs])
        return new Promise(resolve => answers.set(name, resolve))
      },
      giveUp: () => void givenUp.push(name),
    })
  const passReal = (ms: number) => {
    realMs += ms
  }
  return { clock, requests, sent, answers, givenUp, hold, passReal }
}

test('requests leave in the order of their times, not before them', () => {
  const { clock, requests, sent, hold } = setUp()
  hold('late', 3000)
  hold('early', 2000)
  expect(requests.nextMs()).toBe(2000)
  requests.advance(0)
  expect(sent).toEqual([])
  clock.jump(2000)
  requests.advance(0)
  expect(sent).toEqual([['early', 2000]])
  expect(requests.inFlight()).toBe(1)
})

test('the clock goes with real time only while it is told to', () => {
  const { clock, passReal } = setUp()
  passReal(500)
  expect(clock.nowMs()).toBe(1000)
  clock.go()
  passReal(30)
  clock.stop()
  passReal(500)
  expect(clock.nowMs()).toBe(1030)
  clock.jump(900)
  expect(clock.nowMs()).toBe(1030)
})

test('a request that comes too late leaves now, and how late it is, is told once', () => {
  const { clock, requests, sent, hold } = setUp()
  clock.jump(5000)
  hold('one', 4990)
  requests.advance(0)
  expect(sent).toEqual([['one', 5000]])
  expect(requests.takeLateMs()).toEqual([10])
  expect(requests.takeLateMs()).toEqual([])
})

test('where nobody answers, requests of the near future go side by side, each at its own time', () => {
  const { requests, sent, hold } = setUp()
  hold('one', 1500)
  hold('two', 1900)
  hold('far', 9000)
  requests.advance(2000)
  expect(sent).toEqual([
    ['one', 1500],
    ['two', 1900],
  ])
})

test('what is not answered in time is given up, once', async () => {
  const { clock, requests, answers, givenUp, hold } = setUp()
  hold('answered', 1000)
  hold('silent', 1000)
  requests.advance(0)
  answers.get('answered')?.()
  await new Promise(resolve => setImmediate(resolve))
  clock.jump(26_001)
  requests.advance(0)
  requests.advance(0)
  expect(givenUp).toEqual(['silent'])
})
