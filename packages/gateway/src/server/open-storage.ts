import { join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { GatewayConfig, OutputConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { createDeadLetter } from '../dead-letter/dead-letter.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import { openFilesystemOutput } from '../outputs/filesystem.ts'
import type { Output } from '../outputs/output.ts'
import { createStdoutOutput } from '../outputs/stdout.ts'
import { createStorage, type Storage } from './storage.ts'

export interface StorageOptions {
  baseDirectory: string
  clock: Clock
  log: Logger
  stdout: Writable
  onFatal: (error: unknown) => void
}

const deadLetterAgeMs = 300_000
const deadLetterSizeBytes = 100_000_000

/** Opens every output and the dead letter; when one fails, those before it are closed again. */
export async function openStorage(config: GatewayConfig, options: StorageOptions): Promise<Storage> {
  const opened: Output[] = []
  try {
    for (const output of config.outputs) opened.push(await openOutput(output, options))
    const deadLetter = createDeadLetter(await openDeadLetter(config, options))
    return createStorage({
      outputs: opened,
      deadLetter,
      quietLog: createQuietLog(options.log, options.clock),
    })
  } catch (error) {
    await Promise.all(opened.map(output => output.close()))
    throw error
  }
}

async function openOutput(output: OutputConfig, options: StorageOptions): Promise<Output> {
  if (output.type === 'stdout') return createStdoutOutput(options.stdout, output.required)
  const directory = resolve(options.baseDirectory, output.directory)
  return await openFilesystemOutput({
    ...options,
    name: `filesystem ${directory}`,
    directory,
    required: output.required,
    ageMs: output.age / 1000,
    sizeBytes: output.size,
  })
}

async function openDeadLetter(config: GatewayConfig, options: StorageOptions): Promise<Output> {
  const directory = resolve(options.baseDirectory, deadLetterDirectory(config))
  return await openFilesystemOutput({
    ...options,
    name: `dead letter ${directory}`,
    directory,
    required: true,
    ageMs: deadLetterAgeMs,
    sizeBytes: deadLetterSizeBytes,
  })
}

function deadLetterDirectory({ deadLetter, outputs }: GatewayConfig): string {
  if (deadLetter !== undefined) return deadLetter.directory
  const files = outputs.find(output => output.type === 'filesystem')
  return files === undefined ? 'dead-letter' : join(files.directory, 'dead-letter')
}
