import { readFileSync } from 'node:fs'
import type { Clock } from '../clock.ts'
import { createGate, type Gate, throughBoth } from './gate.ts'
import { createOpenFiles, type OpenFiles } from './open-files.ts'

/** How one output uses the disk. */
interface DiskUser {
  gate: Gate
  openFiles: OpenFiles
}

/** How outputs share the threads for file work and the open files of the process. */
export interface DiskShare {
  /** For required outputs and the dead letter together. */
  required: DiskUser
  /** For one best-effort output: it takes one thread, and all of them few, so that a disk that hangs takes no more. */
  bestEffort: () => DiskUser
}

export interface DiskShareOptions {
  clock: Clock
  /** How many outputs are best effort. */
  bestEffortOutputs: number
}

const idleMs = 60_000

export function createDiskShare({ clock, bestEffortOutputs }: DiskShareOptions): DiskShare {
  const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4
  const share = threadShare(threads, bestEffortOutputs)
  const openFiles = createOpenFiles({ most: mostOpenFiles(openFilesLimit()), idleMs, clock })
  const allBestEffort = createGate(share.bestEffort)
  return {
    required: { openFiles, gate: createGate(share.required) },
    bestEffort: () => ({ openFiles, gate: throughBoth(createGate(1), allBestEffort) }),
  }
}

/** How many groups write at once, one thread each. One thread stays for unzipping and signatures, which use the same pool. */
export function threadShare(
  threads: number,
  bestEffortOutputs: number,
): { required: number; bestEffort: number } {
  const bestEffort = Math.min(bestEffortOutputs, Math.max(1, Math.floor(threads / 4)))
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
