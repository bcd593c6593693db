import { parentPort } from 'node:worker_threads'
import { type RedoRound, runRound } from './redo-round.ts'

parentPort?.on('message', (round: RedoRound) => {
  const { memory } = round
  parentPort?.postMessage({ outcome: runRound(round), memory }, [memory.buffer as ArrayBuffer])
})
