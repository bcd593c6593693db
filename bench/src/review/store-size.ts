import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Store } from '@weaklayer/review'
import { bytesBelow, filesBelow } from './files-below.ts'

export interface StoreSize {
  /** Of everything below the store's directory. */
  bytes: number
  /** Of the column `textHash`, compressed. */
  hashBytes: number
}

export async function storeSize(store: Store): Promise<StoreSize> {
  const files = (await store.parts()).map(({ path }) => join(store.directory, path))
  const [hashes] = await store.rows<{ bytes: number }>(
    `SELECT sum(total_compressed_size)::BIGINT AS "bytes" FROM parquet_metadata($files)
     WHERE path_in_schema = 'textHash'`,
    { files },
  )
  return { bytes: await bytesBelow(store.directory), hashBytes: hashes?.bytes ?? 0 }
}

const sampleBytes = 8_388_608
const lineFeed = 0x0a

/** Bytes an event of gzipped event files: 8 MiB of each of them, compressed apart. */
export async function gzipBytesAnEvent(directory: string): Promise<number> {
  let bytes = 0
  let events = 0
  for (const path of await filesBelow(directory)) {
    const file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0)
    await file.close()
    const whole = buffer.subarray(0, buffer.lastIndexOf(lineFeed, bytesRead - 1) + 1)
    bytes += gzipSync(whole).length
    events += whole.reduce((sum, byte) => sum + (byte === lineFeed ? 1 : 0), 0)
  }
  return events === 0 ? 0 : bytes / events
}
