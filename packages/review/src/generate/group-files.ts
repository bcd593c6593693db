import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Writes the lines of one group into files as a gateway does: named by start and end, a new one when one is full. */
export interface GroupFiles {
  /** Appends one line, without its end. */
  line(text: string, receivedUs: number): void
  close(): void
}

export interface GroupFileOptions {
  directory: string
  group: string
  fileBytes: number
  /** `array`: one JSON array a file. */
  format: 'lines' | 'array'
}

const bufferBytes = 1_048_576
const mostLineBytes = 8192
const mostAgeUs = 86_400_000_000

export function createGroupFiles({ directory, group, fileBytes, format }: GroupFileOptions): GroupFiles {
  const folder = join(directory, group)
  const extension = format === 'array' ? 'json' : 'ndjson'
  const buffer = Buffer.allocUnsafe(bufferBytes)
  let filled = 0
  let written = 0
  let file: { descriptor: number; path: string; startUs: number } | undefined
  let lastUs = 0

  function open(startUs: number) {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `.${startUs}.${extension}`)
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
    if (file === undefined) return
    if (format === 'array') filled += buffer.write(']\n', filled, 'latin1')
    flush()
    closeSync(file.descriptor)
    renameSync(file.path, join(folder, `${file.startUs}-${lastUs}.${extension}`))
    file = undefined
    written = 0
  }

  return {
    line(text, receivedUs) {
      // The next file starts later: its name is another.
      if (file !== undefined && receivedUs > lastUs && isFull(file.startUs, receivedUs)) finish()
      const begins = file === undefined
      file ??= open(receivedUs)
      lastUs = receivedUs
      if (filled + mostLineBytes > bufferBytes) flush()
      if (format === 'array') buffer[filled++] = begins ? 0x5b : 0x2c
      filled += buffer.write(text, filled, 'latin1')
      buffer[filled++] = 0x0a
    },
    close: finish,
  }

  function isFull(startUs: number, nowUs: number): boolean {
    return written + filled >= fileBytes || nowUs - startUs >= mostAgeUs
  }
}
