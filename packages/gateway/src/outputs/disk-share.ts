import { readFileSync } from 'node:fs'
import type { Clock } from '../clock.ts'
import { createGate, type Gate, throughBoth } from './gate.ts'
import { createOpenFiles, type OpenFiles } from './open-files.ts'

/** How outputs share the threads for file work and the open files of the process. */
export interface DiskShare {
  /** For required outputs and the dead letter together. */
  required: Gate
  /** Makes the gate of one best-effort output: one thread, of few for all of them, so that a hanging disk takes no more. */
  bestEffort: () => Gate
  openFiles: OpenFiles
}

const idleMs = 60_000

export function createDiskShare(clock: Clock): DiskShare {
  const { required, bestEffort } = threadShare(Number(process.env.UV_THREADPOOL_SIZE) || 4)
  const all = createGate(bestEffort)
  return {
    required: createGate(required),
    bestEffort: () => throughBoth(createGate(1), all),
    openFiles: createOpenFiles({ most: mostOpenFiles(openFilesLimit()), idleMs, clock }),
  }
}

/** A thread stays for unzipping and signatures, which use the same pool. */
export function threadShare(threads: number): { required: number; bestEffort: number } {
  const bestEffort = Math.max(1, Math.floor(threads / 4))
  return { required: Math.max(1, threads - bestEffort - 1), bestEffort }
}

/** Event files get a quarter of the process's open files: connections need most of them. */
export function mostOpenFiles(limit: number): number {
  return Math.min(1024, Math.max(8, Math.floor(limit / 4)))
}

function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    // Only Linux has this file; elsewhere the limit is usually high or none.
    return 1024
  }
}
