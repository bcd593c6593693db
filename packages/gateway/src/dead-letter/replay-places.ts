import { join } from 'node:path'
import type { GatewayConfig } from '@weaklayer/wire'
import { type FileFormat, fileFormats } from '../outputs/file-format.ts'

type StorageConfig = Pick<GatewayConfig, 'outputs' | 'deadLetter'>

/** Where refused events are kept, as configured or by default. */
export function deadLetterDirectory({ deadLetter, outputs }: StorageConfig): string {
  if (deadLetter !== undefined) return deadLetter.directory
  const files = outputs.find(output => output.type === 'filesystem')
  return files === undefined ? 'dead-letter' : join(files.directory, 'dead-letter')
}

/** Where a replay reads and writes. */
export interface ReplayPlaces {
  deadLetter: string
  outputs: { directory: string; format: FileFormat; ageMs: number; sizeBytes: number }[]
}

/** The dead letter and every filesystem output of a configuration; what it writes to standard output is nobody's to write again. */
export function replayPlacesOf(config: StorageConfig): ReplayPlaces {
  return {
    deadLetter: deadLetterDirectory(config),
    outputs: config.outputs.flatMap(output =>
      output.type === 'filesystem'
        ? {
            directory: output.directory,
            format: fileFormats[output.format],
            ageMs: output.age / 1000,
            sizeBytes: output.size,
          }
        : [],
    ),
  }
}
