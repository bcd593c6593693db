import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addAudit } from './verbs/audit.ts'
import { addConfig } from './verbs/config.ts'
import { addDoctor } from './verbs/doctor.ts'
import { addGenerate } from './verbs/generate.ts'
import { addKey } from './verbs/key.ts'
import { addLicense } from './verbs/license.ts'
import { addPackage } from './verbs/package.ts'
import { addPolicy } from './verbs/policy.ts'
import { addReplay } from './verbs/replay.ts'
import { addRevoke } from './verbs/revoke.ts'
import { addRotate } from './verbs/rotate.ts'
import { addSecret } from './verbs/secret.ts'
import { addSensors } from './verbs/sensors.ts'
import { addServer } from './verbs/server.ts'
import { addTail } from './verbs/tail.ts'
import { addTimeline } from './verbs/timeline.ts'
import { addVerify } from './verbs/verify.ts'

/** The whole command line: names, options and help of every verb. Errors are thrown, not printed. */
export function createProgram(): Command {
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
  const verbs = [
    addServer,
    addKey,
    addSecret,
    addConfig,
    addPolicy,
    addPackage,
    addDoctor,
    addRevoke,
    addRotate,
    addAudit,
    addReplay,
    addVerify,
    addTail,
    addTimeline,
    addSensors,
    addGenerate,
    addLicense,
  ]
  for (const add of verbs) add(program)
  return program
}
