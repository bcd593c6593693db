import { parentPort } from 'node:worker_threads'
import { createLateWrites } from './late-writes.ts'
import { createRedoRounds, type RedoRound } from './redo-round.ts'

/** Two rounds at least; while 40 MB/s come, what comes in a fifth of a second. */
const mostLateBytes = 8_388_608
const rounds = createRedoRounds(createLateWrites(mostLateBytes))

parentPort?.on('message', (round: RedoRound | 'settle') => {
  if (round === 'settle') return parentPort?.postMessage({ settlement: rounds.settle() })
  const { memory } = round
  parentPort?.postMessage({ outcome: rounds.run(round), memory }, [memory.buffer as ArrayBuffer])
})
