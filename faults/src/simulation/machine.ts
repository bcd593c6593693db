import { type Disk, fault } from './disk.ts'
import type { Call } from './file-handle.ts'
import { currentProcess, type Process } from './process.ts'
import type { Dice } from './random.ts'

/** What a process of a gateway sees of its system. */
export interface Machine {
  disk: Disk
  nowMs(): number
  /** Whether the next write fits only in part. */
  isShort(): boolean
  /** A system call: a step of virtual time that may fail. */
  call: Call
  /** Files below /proc. */
  proc(path: string): string
}

export interface MachineOptions {
  process: Process
  disk: Disk
  dice: Dice
  /** Changes when the machine starts anew. */
  bootId: string
  /** Tells processes with one id apart. */
  incarnation: number
  /** Counts an injected failure. */
  failed(what: string): void
}

export function createMachine(options: MachineOptions): Machine {
  const { process, disk, dice, bootId, incarnation, failed } = options
  const { scheduler } = process
  return {
    disk,
    isShort() {
      const isShort = disk.failure('short') !== undefined
      if (isShort) failed('short write')
      return isShort
    },
    nowMs: scheduler.nowMs,
    call: (name, effect) =>
      scheduler.step({
        process,
        name,
        delayMs: slow.has(name) ? dice.between(1, 12) : 0,
        effect() {
          const code = disk.failure(name)
          if (code === undefined) return effect()
          failed(`${name} ${code}`)
          return fault(code, name)
        },
      }),
    proc(path) {
      if (path.endsWith('/boot_id')) return bootId
      if (path.endsWith('/ns/pid')) return 'pid:[1]'
      // Field 22 is the start of the process.
      return `1 (node) S ${'0 '.repeat(18)}${incarnation} 0`
    },
  }
}

export function currentMachine(): Machine {
  const { machine, name } = currentProcess()
  if (machine === undefined) throw new Error(`${name} has no file system`)
  return machine
}

const slow = new Set(['datasync', 'sync', 'writev'])
