import { readFileSync } from 'node:fs'

/** The most memory that a running process ever had resident (Linux). */
export function peakMemoryBytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status has no VmHWM`)
  return Number(kilobytes) * 1024
}
