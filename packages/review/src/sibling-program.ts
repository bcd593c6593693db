import { extname } from 'node:path'

/** A program in the folder of the module that asks (its `import.meta.url`): a source file, or a script where both were bundled. */
export function siblingProgram(caller: string, name: string): URL {
  return new URL(`${name}${extname(caller)}`, caller)
}
