import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { mutants } from './mutants.ts'
import { type Patch, patched, smallWorld } from './small-world.ts'

const root = new URL('../../../', import.meta.url)
const name = process.env.WEAKLAYER_MUTANT
const mutant = mutants.find(one => one.name === name)
if (name !== undefined && mutant === undefined) throw new Error(`there is no mutant ${name}`)

const patches = Map.groupBy(
  [...smallWorld, ...(mutant?.patches ?? [])],
  ({ file }) => new URL(file, root).href,
)
const gateway = new URL('packages/gateway/src/', root).href
const applied = new Set<Patch>()

/** The gateway's files and listener are the simulation's; some texts are changed as they are loaded. */
registerHooks({
  resolve(specifier, context, next) {
    if (!context.parentURL?.startsWith(gateway)) return next(specifier, context)
    if (specifier === 'node:fs/promises') return { url: here('fs-promises.ts'), shortCircuit: true }
    if (specifier.endsWith('/listen.ts')) return { url: here('listen.ts'), shortCircuit: true }
    return next(specifier, context)
  },
  load(url, context, next) {
    const loaded = next(url, context)
    const wanted = patches.get(url)
    if (wanted === undefined) return loaded
    let source = Buffer.from(loaded.source as Uint8Array).toString()
    for (const patch of wanted) {
      source = patched(source, patch)
      applied.add(patch)
    }
    return { ...loaded, source }
  },
})

/** @throws when a patch was for a file that nobody loads */
export function checkPatches(): void {
  for (const [url, wanted] of patches) {
    const idle = wanted.filter(patch => !applied.has(patch))
    if (idle.length > 0) throw new Error(`${fileURLToPath(url)} is not loaded: adapt the patch`)
  }
}

function here(file: string): string {
  return pathToFileURL(fileURLToPath(new URL(file, import.meta.url))).href
}
