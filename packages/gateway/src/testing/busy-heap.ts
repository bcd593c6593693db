import { setTimeout as delay } from 'node:timers/promises'
import { keepHeapSmall, lookEveryMs, youngBytes } from '../keep-heap-small.ts'

declare const gc: (options: { type: 'major'; flavor: 'last-resort'; execution: 'sync' }) => void

const nextTurn = () => delay(1)

const youngMebi = () => youngBytes() / 1_048_576

async function beBusy(): Promise<void> {
  const live: object[] = []
  for (let turn = 0; turn < 400; turn++) {
    for (let index = 0; index < 5000; index++) live[(turn * 5000 + index) % 40_000] = { index, list: [index] }
    await nextTurn()
  }
}

async function rest(): Promise<void> {
  for (let times = 0; times < 3; times++) {
    gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })
    await nextTurn()
  }
}

/** A process of its own for `keep-heap-small.test.ts`: prints how many MiB young objects have while it is busy, at rest, and busy again, and the memory of a usual body. */
keepHeapSmall()
await beBusy()
const busy = youngMebi()
await rest()
const atRest = youngMebi()
await delay(2 * lookEveryMs)
await beBusy()
const bodyBytes = Buffer.allocUnsafe(5000).buffer.byteLength
console.log(JSON.stringify({ busy, atRest, busyAgain: youngMebi(), bodyBytes }))
