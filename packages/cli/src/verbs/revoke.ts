import type { RevocationSubject } from '@weaklayer/gateway'
import { type Revocation, revocation } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, wrongCall } from '../cli-error.ts'
import { reviseByAdmin } from '../revoke/revise-by-admin.ts'
import { reviseFile } from '../revoke/revise-file.ts'
import type { Revision } from '../revoke/revision.ts'
import { acting, withExamples } from '../verb.ts'

interface RevokeOptions {
  sensor?: string
  group?: string
  everybody?: boolean
  issuedBefore?: string
  note?: string
  undo?: boolean
  list?: boolean
  file?: string
  admin?: string[]
  tokenFile?: string
  json?: boolean
}

export function addRevoke(program: Command): void {
  const command = program
    .command('revoke')
    .summary('Shut out a sensor or a group, on every gateway within seconds.')
    .description(
      'Add an entry to the list of revocations, take it out again, or show the list: in the file that gateways read (--file), or by the admin listener of each gateway (--admin).',
    )
    .option('--sensor <uuid>', 'Shut out this sensor.', idOf)
    .option('--group <uuid>', 'Shut out all sensors of this group.', idOf)
    .option('--everybody', 'Everybody, with --issued-before: end all older tokens.')
    .option(
      '--issued-before <time>',
      'End only the tokens that were issued before, such as 2026-05-01T12:00:00Z; who has its key enrols again.',
      timeOf,
    )
    .option('--note <text>', 'Why, for people.')
    .option('--undo', 'Take the entries about it out of the list.')
    .option('--list', 'Show the list.')
    .option('--file <file>', 'The list file of the gateways (sensor.revocation.file).')
    .option('--admin <url...>', 'Admin listeners of the gateways, such as http://localhost:8081')
    .option('--token-file <file>', 'A file that holds their admin.token; - reads standard input.')
    .option('--json', 'Print one JSON object for each file or gateway.')
  withExamples(command, {
    'weaklayer revoke --sensor 2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10 --note "laptop lost" --file revoked.json':
      'A lost laptop',
    'weaklayer revoke --list --admin http://localhost:8081 --token-file admin-token':
      'What a gateway refuses',
    'weaklayer revoke --undo --sensor 2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10 --file revoked.json':
      'It was found again',
  })
  acting<RevokeOptions>(command, revoke)
}

async function revoke(options: RevokeOptions): Promise<ExitStatus> {
  const revision = revisionOf(options)
  const json = options.json === true
  const { file, admin, tokenFile } = options
  if ((file === undefined) === (admin === undefined))
    throw wrongCall('the list is named neither or twice', 'Give either --file, or --admin with --token-file.')
  if (file !== undefined) return await reviseFile(file, revision, { json })
  if (tokenFile === undefined)
    throw wrongCall('--admin needs --token-file', 'Name a file with the admin.token.')
  return await reviseByAdmin({ urls: admin ?? [], tokenFile }, revision, { json })
}

/** What the call wants of the list. */
function revisionOf(options: RevokeOptions): Revision {
  const { undo = false, list = false } = options
  const named = [options.sensor, options.group, options.everybody].filter(one => one !== undefined).length
  if (list) {
    if (named > 0 || undo) throw wrongCall('--list goes alone', 'Leave out what to revoke.')
    return { kind: 'list' }
  }
  if (named !== 1)
    throw wrongCall('it is not clear whom to revoke', 'Give one of --sensor, --group and --everybody.')
  if (undo) return { kind: 'remove', subject: subjectOf(options) }
  if (options.everybody === true && options.issuedBefore === undefined)
    throw wrongCall('--everybody needs --issued-before', 'Say up to when tokens end.')
  return { kind: 'add', entry: entryOf(options) }
}

function subjectOf({ sensor, group }: RevokeOptions): RevocationSubject {
  if (sensor !== undefined) return { sensor }
  return group === undefined ? { everybody: true } : { group }
}

function entryOf({ sensor, group, issuedBefore, note }: RevokeOptions): Revocation {
  const parsed = revocation.safeParse({
    ...(sensor !== undefined && { sensor }),
    ...(group !== undefined && { group }),
    ...(issuedBefore !== undefined && { issuedBefore }),
    ...(note !== undefined && { note }),
  })
  if (parsed.success) return parsed.data
  throw wrongCall(
    `this is no entry: ${parsed.error.issues[0]?.message}`,
    'A note has at most 1024 characters.',
  )
}

function idOf(text: string): string {
  const id = text.toLowerCase()
  if (revocation.safeParse({ sensor: id }).success) return id
  throw new InvalidArgumentError('Expected a UUID such as 2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10.')
}

function timeOf(text: string): string {
  if (revocation.safeParse({ issuedBefore: text }).success) return text
  throw new InvalidArgumentError('Expected a time such as 2026-05-01T12:00:00Z.')
}
