import { readFileSync, statSync } from 'node:fs'

/**
 * Where the program is, as a path beside `bin`: the bundle that `npm run build` made, or the sources when there is no
 * bundle or one of its sources changed since. `at` in milliseconds since 1970; `project` is a folder's URL.
 */
export function chooseProgram(project) {
  const bundle = new URL('packages/cli/dist/', project)
  const isBuilt = isUpToDate(new URL('sources.json', bundle), project)
  return isBuilt ? new URL('main.js', bundle).href : new URL('packages/cli/src/main.ts', project).href
}

function isUpToDate(list, project) {
  try {
    const { at, sources } = JSON.parse(readFileSync(list, 'utf8'))
    return sources.every(path => statSync(new URL(path, project)).mtimeMs <= at)
  } catch {
    return false
  }
}
