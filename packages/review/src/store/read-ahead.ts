import { close, openSync, read } from 'node:fs'

/** What a page of a month of a thousand people asks for, twice. */
const mostBytes = 64 * 1024 * 1024
const mostBytesOfFile = 4 * 1024 * 1024

/**
 * Has the system read files that will be asked for, by other threads: while a database starts nobody else reads.
 * What cannot be read shows when it is asked for.
 */
export function readAhead(files: readonly { path: string; bytes: number }[]): void {
  const largest = Math.max(0, ...files.map(({ bytes }) => Math.min(bytes, mostBytesOfFile)))
  // Nobody looks at what is read.
  const buffer = Buffer.allocUnsafe(largest)
  let total = 0
  for (const { path, bytes } of files) {
    total += bytes
    if (total > mostBytes) break
    const file = opened(path)
    if (file !== undefined) read(file, buffer, 0, Math.min(bytes, largest), 0, () => close(file))
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}
