import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

/** One import or re-export of a file. */
export interface Import {
  from: string
  specifier: string
  typeOnly: boolean
}

/** Reads every static and dynamic import of a TypeScript file. */
export function importsOf(path: string, source = readFileSync(path, 'utf8')): Import[] {
  const { module } = parseSync(path, source)
  const imported = module.staticImports.map(one => ({
    from: path,
    specifier: one.moduleRequest.value,
    typeOnly: one.entries.length > 0 && one.entries.every(entry => entry.isType),
  }))
  const exported = module.staticExports.flatMap(one =>
    one.entries.flatMap(entry =>
      entry.moduleRequest
        ? [{ from: path, specifier: entry.moduleRequest.value, typeOnly: entry.isType }]
        : [],
    ),
  )
  const dynamic = module.dynamicImports.map(one => ({
    from: path,
    specifier: source.slice(one.moduleRequest.start, one.moduleRequest.end).replaceAll(/^['"`]|['"`]$/g, ''),
    typeOnly: false,
  }))
  return [...imported, ...exported, ...dynamic]
}

/** The parts of the project and what each may import of the others. */
const allowedParts: Record<string, readonly string[]> = {
  wire: [],
  gateway: ['wire'],
  review: ['wire'],
  policy: ['wire'],
  console: ['wire', 'review'],
  cli: ['wire', 'review', 'gateway', 'policy', 'extension'],
  extension: ['wire'],
  demo: ['wire', 'review', 'gateway', 'extension'],
  e2e: ['wire', 'review', 'gateway', 'extension', 'demo', 'policy', 'faults'],
  faults: ['wire', 'review', 'gateway', 'extension', 'demo'],
  bench: ['wire', 'review', 'gateway', 'extension', 'demo', 'policy'],
  tools: ['demo'],
}

const violations = [partViolation, boundaryViolation, extensionViolation, gatewayViolation, reviewViolation]

/** What is wrong with an import; undefined when it is allowed. */
export function violationOf(one: Import): string | undefined {
  return violations.map(find => find(one)).find(violation => violation !== undefined)
}

/** `packages/wire/src/x.ts` → `wire`, `extension/src/x.ts` → `extension`. */
function partOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'packages' ? second : first
}

function targetPart(one: Import): string | undefined {
  if (one.specifier === 'weaklayer') return 'cli'
  return /^@weaklayer\/([^/]+)/.exec(one.specifier)?.[1]
}

function partViolation(one: Import): string | undefined {
  const target = targetPart(one)
  const part = partOf(one.from)
  if (target === undefined || target === part) return undefined
  return allowedParts[part]?.includes(target) ? undefined : `${part} may not import ${target}`
}

function resolved(one: Import): string | undefined {
  return one.specifier.startsWith('.') ? posix.join(posix.dirname(one.from), one.specifier) : undefined
}

function boundaryViolation(one: Import): string | undefined {
  const target = resolved(one)
  if (target === undefined) return undefined
  return partOf(target) === partOf(one.from) ? undefined : 'another part is imported by its package name only'
}

const isTest = (path: string) => /\.(test|spec)\.ts$|-for-tests\.ts$/.test(path)

/** `extension/src/content/x.ts` → `content`; files directly in src have no room. */
function roomOf(path: string): string | undefined {
  return /^extension\/src\/([^/]+)\//.exec(path)?.[1]
}

function extensionViolation(one: Import): string | undefined {
  const room = roomOf(one.from)
  if (room === undefined || isTest(one.from)) return undefined
  return polyfillViolation(one, room) ?? contentViolation(one, room) ?? roomViolation(one, room)
}

function polyfillViolation(one: Import, room: string): string | undefined {
  return one.specifier === 'webextension-polyfill' && room !== 'platform'
    ? 'only platform/ imports webextension-polyfill'
    : undefined
}

function contentViolation(one: Import, room: string): string | undefined {
  if (room !== 'content') return undefined
  if (!one.specifier.startsWith('.')) return one.typeOnly ? undefined : 'content scripts have no dependencies'
  const target = roomOf(resolved(one) ?? '')
  return target === 'content' || one.typeOnly
    ? undefined
    : 'content scripts import only types from other rooms'
}

const entryFile = /^extension\/src\/(content|worker|pages)\/(entry|popup|page)\.ts$/

function roomViolation(one: Import, room: string): string | undefined {
  const target = roomOf(resolved(one) ?? '')
  if (target === undefined || target === room) return undefined
  if (target === 'platform') {
    return entryFile.test(one.from) || one.typeOnly ? undefined : 'only entry files import platform/'
  }
  if (room === 'privacy' || room === 'platform') return one.typeOnly ? undefined : `${room}/ stands alone`
  return undefined
}

function gatewayViolation(one: Import): string | undefined {
  const target = resolved(one)
  if (!one.from.startsWith('packages/gateway/src/outputs/') || target === undefined) return undefined
  return target.startsWith('packages/gateway/src/routes/') ? 'outputs never import routes' : undefined
}

function reviewViolation(one: Import): string | undefined {
  const room = /^packages\/review\/src\/([^/]+)\//.exec(one.from)?.[1]
  if (room === undefined || isTest(one.from)) return undefined
  if (one.specifier.startsWith('@duckdb/') && room !== 'duck') return 'only duck/ imports the database'
  const target = /^packages\/review\/src\/([^/]+)\//.exec(resolved(one) ?? '')?.[1]
  const isOwn = target === undefined || target === room
  return room === 'query' && !isOwn ? 'query/ stands alone' : undefined
}
