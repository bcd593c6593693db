import { readFileSync, writeFileSync } from 'node:fs'

/** Clock ticks a second of /proc, on every Linux that Node.js runs on. */
const ticksPerSecond = 100

/** Processor time that a process took since its start, all threads, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Most memory that a process held since `forgetPeak`, or since its start, in MiB. */
export function peakMebiOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}
