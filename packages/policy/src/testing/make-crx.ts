import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import crx3 from 'crx3'

/** Packs a manifest with a packer that is not ours, with the key in `directory`, made at the first call. */
export async function makeCrx(directory: string, manifest: Record<string, unknown>): Promise<Buffer> {
  const source = join(directory, `source-${crypto.randomUUID()}`)
  await mkdir(source, { recursive: true })
  await writeFile(
    join(source, 'manifest.json'),
    JSON.stringify({ manifest_version: 3, name: 'Test', ...manifest }),
  )
  await writeFile(join(source, 'worker.js'), '/* nothing */')
  const crxPath = join(source, 'package.crx')
  const files = [join(source, 'manifest.json'), join(source, 'worker.js')]
  await crx3(files, { crxPath, keyPath: join(directory, 'key.pem') })
  return await readFile(crxPath)
}
