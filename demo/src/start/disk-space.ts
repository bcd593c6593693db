import { statfs } from 'node:fs/promises'
import { failure, isFailure } from '../failure.ts'

/** With less than this a browser keeps nothing: 32 MiB. */
const leastBytes = 33_554_432

/** A full disk shows as many different errors; where there is hardly room left, that is what the user should hear. */
export async function explainedByDisk(error: unknown, directories: string[]): Promise<unknown> {
  if (isFailure(error) && error.code === 'DISK_FULL') return error
  for (const directory of directories) {
    const disk = await statfs(directory).catch(() => undefined)
    const explained = disk ? explainedBySpace(error, directory, disk.bavail * disk.bsize) : error
    if (explained !== error) return explained
  }
  return error
}

/** The same with the bytes that are left. */
export function explainedBySpace(error: unknown, directory: string, leftBytes: number): unknown {
  if (leftBytes >= leastBytes) return error
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
  const mebibytes = (leftBytes / 1_048_576).toFixed(1)
  return failure({
    code: 'DISK_FULL',
    message: `The disk of ${directory} has only ${mebibytes} MiB left; that is why this failed: ${reason}`,
    todo: 'Free some space, or choose another disk with --directory.',
    cause: error,
  })
}
