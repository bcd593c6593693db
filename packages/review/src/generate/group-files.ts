import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Writes the lines of one group into files as a gateway does: named by start and end, a new one when one is full. */
export interface GroupFiles {
  /** Appends one line, without its end. */
  line(text: string, receivedUs: number): void
  close(): void
}

const bufferBytes = 1_048_576
const mostLineBytes = 8192

export function createGroupFiles(directory: string, group: string, fileBytes: number): GroupFiles {
  const folder = join(directory, group)
  const buffer = Buffer.allocUnsafe(bufferBytes)
  let filled = 0
  let written = 0
  let file: { descriptor: number; path: string; startUs: number } | undefined
  let lastUs = 0

  function open(startUs: number) {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `.${startUs}.ndjson`)
    // Never over a file that is there.
    return { descriptor: openSync(path, 'wx'), path, startUs }
  }

  function flush(): void {
    for (let at = 0; file !== undefined && at < filled; )
      at += writeSync(file.descriptor, buffer, at, filled - at)
    written += filled
    filled = 0
  }

  function finish(): void {
    flush()
    if (file === undefined) return
    closeSync(file.descriptor)
    renameSync(file.path, join(folder, `${file.startUs}-${lastUs}.ndjson`))
    file = undefined
    written = 0
  }

  return {
    line(text, receivedUs) {
      file ??= open(receivedUs)
      lastUs = receivedUs
      if (filled + mostLineBytes > bufferBytes) flush()
      filled += buffer.write(text, filled, 'latin1')
      buffer[filled++] = 0x0a
      // The next file starts later: its name is another.
      if (written + filled >= fileBytes && receivedUs > file.startUs) finish()
    },
    close: finish,
  }
}
