import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** A process id alone is used again by other processes. */
export interface ProcessIdentity {
  pid: number
  /** Start of the process in ticks since boot, where the system tells. */
  startedTicks: string
  bootId: string
  host: string
}

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  return {
    pid,
    startedTicks: await startedTicksOf(pid),
    bootId: await textOf('/proc/sys/kernel/random/boot_id'),
    host: hostname(),
  }
}

/** Whether a process that described itself still runs; one of another machine counts as running. */
export async function isRunning(one: Partial<ProcessIdentity>): Promise<boolean> {
  if (typeof one.pid !== 'number') return false
  const now = await identityOf(one.pid)
  if (one.host !== now.host) return true
  if (one.bootId !== now.bootId) return false
  if (now.startedTicks !== '' || process.platform === 'linux') return now.startedTicks === one.startedTicks
  return answers(one.pid)
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may contain spaces and brackets. None for a zombie. */
async function startedTicksOf(pid: number): Promise<string> {
  const text = await textOf(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? '' : (fields[19] ?? '')
}

/** Empty where the system has no such file. */
async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    return ''
  }
}
