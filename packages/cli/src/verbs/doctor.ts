import { readFile } from 'node:fs/promises'
import type { DoctorOptions, Finding } from '@weaklayer/policy'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { createPrinter, type Printer } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

interface DoctorCall {
  policy?: string[]
  url?: URL
  ids?: string
  expectVersion?: string
  json?: boolean
}

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('Check a policy, the way to the gateway, and the packages.')
    .description(
      'Check a policy file and what it leads to, as browsers and sensors would: values, gateway, certificate, clock, install key, packages. It changes nothing. Proxies are taken from the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).',
    )
    .option(
      '--policy <file...>',
      'Policy of a browser, or configuration of a sensor; several count together.',
    )
    .option('--url <url>', 'Where the gateway is, or should be.', gatewayUrl)
    .option('--ids <file>', 'ids.json of `weaklayer package`: the ids and the version to expect.')
    .option('--expect-version <version>', 'The version that must be published at least.', version)
    .option('--json', 'Print one JSON object for each finding.')
  withExamples(command, {
    'weaklayer doctor --policy policies.json': 'Check a policy before it is rolled out',
    'weaklayer doctor --url https://gateway.example.com': 'Check the way to a gateway only',
  })
  acting<DoctorCall>(command, doctor)
}

async function doctor(call: DoctorCall): Promise<ExitStatus> {
  const options = await optionsOf(call)
  if (options.files.length === 0 && options.url === undefined)
    throw wrongCall('there is nothing to check', 'Name a file with --policy, a gateway with --url, or both.')
  // Loaded here and not above: its packages would slow down every other verb.
  const { runDoctor } = await import('@weaklayer/policy')
  const findings = await runDoctor(options)
  const printer = createPrinter()
  for (const finding of findings) {
    if (call.json === true) printer.line(plainJson(finding))
    else printFinding(printer, finding)
  }
  if (call.json !== true) printer.line(summaryOf(findings))
  return findings.some(({ level }) => level === 'problem') ? exitStatus.failed : exitStatus.ok
}

async function optionsOf({ policy = [], url, ids, expectVersion }: DoctorCall): Promise<DoctorOptions> {
  const files = await Promise.all(policy.map(async name => ({ name, bytes: await bytesOf(name, 'policy') })))
  const expected = ids === undefined ? {} : idsIn(ids, await bytesOf(ids, 'ids'))
  return {
    files,
    ...(url !== undefined && { url }),
    expected: { ...expected, ...(expectVersion !== undefined && { version: expectVersion }) },
  }
}

async function bytesOf(file: string, what: string): Promise<Uint8Array> {
  const kind = await kindOf(file)
  if (kind === 'file') return await readFile(file)
  const why = kind === 'nothing' ? 'it does not exist' : 'it is a directory'
  throw wrongCall(`cannot read the ${what} ${file}: ${why}`, `Name a file with --${what}.`)
}

function idsIn(file: string, bytes: Uint8Array): NonNullable<DoctorOptions['expected']> {
  const names = ['version', 'chromium', 'firefox'] as const
  try {
    const given = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const texts = names.filter(name => typeof given[name] === 'string')
    if (texts.length > 0) return Object.fromEntries(texts.map(name => [name, given[name]]))
  } catch {
    // The same answer as for a file with other contents.
  }
  throw wrongCall(`${file} is no ids.json`, 'Name the file that `weaklayer package` wrote.')
}

function gatewayUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isAddress = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/'
  if (!isAddress || url.username !== '' || url.password !== '' || url.search !== '')
    throw new InvalidArgumentError('Expected an address such as https://gateway.example.com:8443.')
  return url
}

function version(text: string): string {
  if (/^\d+(\.\d+){0,3}$/.test(text)) return text
  throw new InvalidArgumentError('Expected a version such as 1.2.3.')
}

function printFinding(printer: Printer, { level, code, subject, found, why, todo }: Finding): void {
  const what = `${plainText(subject, 300)}: ${plainText(found, 1000)}`
  printer.line(`${level.padEnd(8)} ${code === undefined ? '' : `${code} `}${what}`)
  if (why !== undefined) printer.line(`           Why: ${plainText(why, 1000)}`)
  if (todo !== undefined) printer.line(`           Do:  ${plainText(todo, 1000)}`)
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter(each => each.level === level).length
  const counted = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  return `\n${counted(count('problem'), 'problem')}, ${counted(count('warning'), 'warning')}, ${count('ok')} ok`
}
