import { makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { exitStatus } from '../cli-error.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function addKey(program: Command): void {
  const command = program
    .command('key')
    .summary('Print a new install key and its verifier.')
    .description(
      'Print a new install key for sensors and its verifier for the gateway, as JSON. The key is secret; the verifier cannot be turned back into it.',
    )
    .option('--group <uuid>', 'Group of the key (default: a new group)', groupOf)
    .option('--json', 'Accepted for uniformity: the output is always JSON.')
  withExamples(command, {
    'weaklayer key': 'Make a key for a new group of sensors',
    'weaklayer key --group 5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e':
      'Make another key for a group, to replace the first',
  })
  acting<{ group?: string }>(command, async ({ group }) => {
    const key = await makeInstallKey(group)
    createPrinter().line(JSON.stringify({ key, verifier: await makeVerifier(key) }))
    return exitStatus.ok
  })
}

function groupOf(text: string): string {
  const group = text.toLowerCase()
  if (uuid.test(group)) return group
  throw new InvalidArgumentError('Expected a UUID such as 5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e.')
}
