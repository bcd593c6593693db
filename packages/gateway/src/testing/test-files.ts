import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { fileFormats } from '../outputs/file-format.ts'
import { type FilesystemOptions, openFilesystemOutput } from '../outputs/filesystem.ts'
import { createGate } from '../outputs/gate.ts'
import { createOpenFiles } from '../outputs/open-files.ts'
import type { Output } from '../outputs/output.ts'
import { createTestClock } from './test-clock.ts'

export const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
export const startMs = 1_763_760_000_000
export const us = startMs * 1000

export type OutputOptions = Partial<FilesystemOptions> & { mostOpenFiles?: number }

/** A real output on a clock that tests move. */
export async function openOutput(directory: string, { mostOpenFiles = 8, ...given }: OutputOptions = {}) {
  const clock = createTestClock(startMs)
  const lines: string[] = []
  const output = await openFilesystemOutput({
    directory,
    commitEveryMs: 0,
    ageMs: 300_000,
    sizeBytes: 1000,
    format: fileFormats.lines,
    openFiles: createOpenFiles({ most: mostOpenFiles, idleMs: 60_000, clock }),
    gate: createGate(4),
    clock,
    log: pino({ level: 'info' }, { write: line => void lines.push(line) }),
    onDeleted: () => undefined,
    onDiskUse: () => undefined,
    onFatal: error => {
      throw error
    },
    ...given,
  })
  return { output, clock, log: () => lines.join('') }
}

export const write = (output: Output, text: string, to = group) => output.write(to, Buffer.from(text))
export const filesOf = (directory: string, of = group) => readdirSync(join(directory, of)).sort()
export const textOf = (directory: string, name: string) => readFileSync(join(directory, group, name), 'utf8')
