/** A change of a source text, made when the file is loaded. */
export interface Patch {
  /** From the root of the project. */
  file: string
  find: string | RegExp
  replace: string
}

/**
 * Bounds and pages of the product, made small: a world of some dozen events then fills stores, needs several batches
 * and several pages, and forgets. Only numbers change.
 */
export const smallWorld: readonly Patch[] = [
  { file: 'packages/wire/src/sensor-config.ts', find: '.min(1_048_576)', replace: '.min(4_096)' },
  { file: 'packages/wire/src/sensor-config.ts', find: '.min(1000)', replace: '.min(10)' },
  { file: 'extension/src/delivery/choose-batch.ts', find: /events: 500,/, replace: 'events: 12,' },
  { file: 'extension/src/delivery/dispatcher.ts', find: 'fullBatch = 500', replace: 'fullBatch = 12' },
  {
    file: 'extension/src/delivery/make-room.ts',
    find: 'reserve = { bytes: 256 * 1024, events: 64 }',
    replace: 'reserve = { bytes: 4096, events: 4 }',
  },
  { file: 'extension/src/delivery/find-victims.ts', find: 'pageEvents = 500', replace: 'pageEvents = 5' },
  { file: 'extension/src/delivery/flood-limits.ts', find: 'originShare = 0.1', replace: 'originShare = 0.9' },
  { file: 'extension/src/delivery/apply-policy.ts', find: 'pageEvents = 500', replace: 'pageEvents = 5' },
  { file: 'extension/src/delivery/drop-part.ts', find: 'partSeqs = 512', replace: 'partSeqs = 6' },
  { file: 'extension/src/delivery/drop-part.ts', find: 'mostRanges = 1100', replace: 'mostRanges = 8' },
  { file: 'extension/src/delivery/report-drops.ts', find: 'mostReports = 8', replace: 'mostReports = 2' },
  { file: 'extension/src/content/outbox.ts', find: 'maxKept = 256', replace: 'maxKept = 28' },
  {
    file: 'packages/gateway/src/server/create-parts.ts',
    find: 'rememberedBytes = 4_194_304',
    replace: 'rememberedBytes = 4_096',
  },
]

/** @throws when the text does not hold what is to be replaced, exactly once */
export function patched(source: string, { file, find, replace }: Patch): string {
  const found = source.split(find).length - 1
  if (found !== 1)
    throw new Error(`${file} holds ${String(find)} ${found} times, expected once: adapt the patch`)
  return source.replace(find, () => replace)
}
