import { readFileSync, statSync } from 'node:fs'

/**
 * The URL of the program: of the bundle that `npm run build:command` made, or of the sources when there is no bundle
 * or one of its sources changed since it was made. `project` is a folder's URL.
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
