import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { GatewayConfig, OutputConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { createDeadLetter } from '../dead-letter/dead-letter.ts'
import { deadLetterDirectory } from '../dead-letter/replay-places.ts'
import { createQuietLog, type QuietLog } from '../log/quiet-log.ts'
import { type BestEffortOutput, createBestEffortOutput } from '../outputs/best-effort-output.ts'
import { createDiskShare, type DiskShare } from '../outputs/disk-share.ts'
import { fileFormats } from '../outputs/file-format.ts'
import { type FilesystemOptions, openFilesystemOutput } from '../outputs/filesystem.ts'
import type { Output } from '../outputs/output.ts'
import { createRequiredOutput, type RequiredOutput } from '../outputs/required-output.ts'
import { createStdoutOutput } from '../outputs/stdout.ts'
import { createCounters, type OutputCounters } from '../outputs/stored-output.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import { createStorage, type Storage } from './storage.ts'

export interface StorageOptions {
  baseDirectory: string
  clock: Clock
  log: Logger
  stdout: Writable
  worker?: WorkerPlace | undefined
  onFatal: (error: unknown) => void
}

interface Opening extends StorageOptions {
  share: DiskShare
  quietLog: QuietLog
}

const deadLetterAgeMs = 300_000
const deadLetterSizeBytes = 100_000_000

/** Opens every output and the dead letter; when a required one fails, those before it are closed again. */
export async function openStorage(config: GatewayConfig, given: StorageOptions): Promise<Storage> {
  const bestEffortOutputs = config.outputs.filter(output => !output.required)
  const options = {
    ...given,
    share: createDiskShare({ clock: given.clock, bestEffortOutputs: bestEffortOutputs.length }),
    quietLog: createQuietLog(given.log, given.clock),
  }
  const required: RequiredOutput[] = []
  try {
    for (const output of config.outputs) {
      if (output.required) required.push(await openRequired(output, options))
    }
    const deadLetter = createDeadLetter(await openDeadLetter(config, options))
    const bestEffort = bestEffortOutputs.map(output => bestEffortOutput(output, options))
    return createStorage({ required, bestEffort, deadLetter, quietLog: options.quietLog })
  } catch (error) {
    await Promise.all(required.map(output => output.close()))
    throw error
  }
}

async function openRequired(output: OutputConfig, options: Opening): Promise<RequiredOutput> {
  const counters = createCounters(nameOf(output, options), true)
  return createRequiredOutput(await openOutput(output, counters, options), { counters, clock: options.clock })
}

function bestEffortOutput(output: OutputConfig, options: Opening): BestEffortOutput {
  const counters = createCounters(nameOf(output, options), false)
  return createBestEffortOutput({
    counters,
    open: () => openOutput(output, counters, options),
    queueBytes: output.queue,
    clock: options.clock,
    onDropped: reason =>
      options.quietLog.warn(
        'OUTPUT_DROPPED',
        { output: counters.name, reason, droppedEvents: counters.droppedEvents },
        'an output that is best effort lost events; the required ones have them',
      ),
  })
}

async function openOutput(output: OutputConfig, counters: OutputCounters, options: Opening): Promise<Output> {
  if (output.type === 'stdout') return createStdoutOutput(options.stdout)
  return await openFilesystemOutput({
    ...filesystemOptions(counters, options),
    directory: directoryOf(output.directory, options),
    ageMs: output.age / 1000,
    sizeBytes: output.size,
    format: fileFormats[output.format],
    retention: retentionOf(output),
  })
}

function retentionOf({ retention }: Extract<OutputConfig, { type: 'filesystem' }>) {
  if (retention === undefined) return undefined
  const { age, size } = retention
  return { ageMs: age === undefined ? undefined : age / 1000, sizeBytes: size }
}

/** A hundredth of what an answer may take on a slow network; a sync shared by what comes in that time costs each batch little. */
const commitEveryMs = 5

/** A failed sync of an output that is best effort costs its file, not the gateway. */
function filesystemOptions(
  counters: OutputCounters,
  { share, clock, log, worker, onFatal }: Opening,
): Omit<FilesystemOptions, 'directory' | 'ageMs' | 'sizeBytes' | 'format'> {
  return {
    ...(counters.required ? share.required : share.bestEffort()),
    commitEveryMs,
    clock,
    log,
    worker,
    onFatal: counters.required ? onFatal : undefined,
    onDeleted: ({ files, bytes }) => {
      counters.deletedFiles += files
      counters.deletedBytes += bytes
    },
    onDiskUse: use => {
      counters.disk = use
    },
  }
}

async function openDeadLetter(config: GatewayConfig, options: Opening): Promise<RequiredOutput> {
  const directory = directoryOf(deadLetterDirectory(config), options)
  const counters = createCounters(`dead letter ${directory}`, true)
  const output = await openFilesystemOutput({
    ...filesystemOptions(counters, options),
    directory,
    ageMs: deadLetterAgeMs,
    sizeBytes: deadLetterSizeBytes,
    format: fileFormats.lines,
  })
  return createRequiredOutput(output, { counters, clock: options.clock })
}

function nameOf(output: OutputConfig, options: Opening): string {
  return output.type === 'stdout' ? 'stdout' : `filesystem ${directoryOf(output.directory, options)}`
}

function directoryOf(directory: string, { baseDirectory }: { baseDirectory: string }): string {
  return resolve(baseDirectory, directory)
}
