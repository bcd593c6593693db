import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }

/** Every verb by its name, in the order of the help. Only the one that is called is loaded: analysts' verbs bring a database with them. */
const verbs: Record<string, () => Promise<(program: Command) => void>> = {
  server: async () => (await import('./verbs/server.ts')).addServer,
  key: async () => (await import('./verbs/key.ts')).addKey,
  secret: async () => (await import('./verbs/secret.ts')).addSecret,
  config: async () => (await import('./verbs/config.ts')).addConfig,
  policy: async () => (await import('./verbs/policy.ts')).addPolicy,
  package: async () => (await import('./verbs/package.ts')).addPackage,
  doctor: async () => (await import('./verbs/doctor.ts')).addDoctor,
  revoke: async () => (await import('./verbs/revoke.ts')).addRevoke,
  rotate: async () => (await import('./verbs/rotate.ts')).addRotate,
  audit: async () => (await import('./verbs/audit.ts')).addAudit,
  replay: async () => (await import('./verbs/replay.ts')).addReplay,
  verify: async () => (await import('./verbs/verify.ts')).addVerify,
  import: async () => (await import('./verbs/import.ts')).addImport,
  retain: async () => (await import('./verbs/retain.ts')).addRetain,
  erase: async () => (await import('./verbs/erase.ts')).addErase,
  tail: async () => (await import('./verbs/tail.ts')).addTail,
  query: async () => (await import('./verbs/query.ts')).addQuery,
  histogram: async () => (await import('./verbs/histogram.ts')).addHistogram,
  facets: async () => (await import('./verbs/facets.ts')).addFacets,
  entity: async () => (await import('./verbs/entity.ts')).addEntity,
  timeline: async () => (await import('./verbs/timeline.ts')).addTimeline,
  sensors: async () => (await import('./verbs/sensors.ts')).addSensors,
  reuse: async () => (await import('./verbs/reuse.ts')).addReuse,
  sql: async () => (await import('./verbs/sql.ts')).addSql,
  export: async () => (await import('./verbs/export.ts')).addExport,
  generate: async () => (await import('./verbs/generate.ts')).addGenerate,
  license: async () => (await import('./verbs/license.ts')).addLicense,
}

/** The command line: names, options and help of the called verb, or of all. Errors are thrown, not printed. */
export async function createProgram(called = ''): Promise<Command> {
  const program = new Command('weaklayer')
    .description('Browser detection and response: the gateway, its keys, and tools for analysts.')
    .version(manifest.version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print help.')
    // `package --version 1.2.3` is its own option.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText(
      'after',
      '\nExit status: 0 it worked, 1 it failed or the answer is no, 2 it was called wrongly.\nManual: docs/command-line.md',
    )
  for (const add of await Promise.all(needed(called).map(load => load()))) add(program)
  return program
}

/** An unknown word is compared with every verb, and help lists them all. */
function needed(called: string) {
  if (called === '-V' || called === '--version') return []
  const verb = Object.hasOwn(verbs, called) ? verbs[called] : undefined
  return verb === undefined ? Object.values(verbs) : [verb]
}
