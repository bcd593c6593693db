import { readFile } from 'node:fs/promises'
import { text as textOfStream } from 'node:stream/consumers'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { errorAnswer, isLoopback, type Revocation } from '@weaklayer/wire'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { createPrinter } from '../printer.ts'
import { describeEntry, describeSubject, type Revision, type RevisionReport } from './revision.ts'

export interface AdminCall {
  urls: readonly string[]
  tokenFile: string
}

type Answer = { status: 'ok'; body: Record<string, unknown> } | { status: 'failed'; message: string }

const patienceMs = 15_000

/** Asks each gateway by its admin listener; one that fails does not keep the others from it. */
export async function reviseByAdmin(
  { urls, tokenFile }: AdminCall,
  revision: Revision,
  { json }: RevisionReport,
): Promise<ExitStatus> {
  const addresses = urls.map(addressOf)
  const token = await tokenIn(tokenFile)
  const printer = createPrinter()
  let failed = 0
  for (const address of addresses) {
    const answer = await ask(address, revision, token)
    if (answer.status === 'failed') {
      failed++
      process.stderr.write(`weaklayer revoke: ${address.origin}: ${plainText(answer.message, 1000)}\n`)
    } else if (json) printer.line(plainJson({ gateway: address.origin, ...answer.body }))
    else for (const line of linesOf(revision, answer.body)) printer.line(`${address.origin}: ${line}`)
  }
  return failed === 0 ? exitStatus.ok : exitStatus.failed
}

/** The token never goes over a network in plain text. */
function addressOf(text: string): URL {
  const url = URL.parse(text)
  const isOrigin = url !== null && ['http:', 'https:'].includes(url.protocol) && url.pathname === '/'
  if (!isOrigin || url.search + url.hash + url.username !== '')
    throw wrongCall(`${plainText(text)} is no address`, 'Expected an address such as http://localhost:8081.')
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return url
  throw wrongCall(
    `${url.origin} would get the token in plain text`,
    'Call it on the machine of the gateway, or through an SSH tunnel or a proxy with https.',
  )
}

async function tokenIn(file: string): Promise<string> {
  if (file !== '-' && (await kindOf(file)) !== 'file')
    throw wrongCall(`there is no file ${file}`, 'Name a file that holds the admin.token of the gateway.')
  const token = (file === '-' ? await textOfStream(process.stdin) : await readFile(file, 'utf8')).trim()
  if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(token)) return token
  throw wrongCall(`${file} holds no token`, 'It should hold the value of admin.token and nothing else.')
}

async function ask(address: URL, revision: Revision, token: string): Promise<Answer> {
  try {
    const response = await fetch(new URL(pathOf(revision), address), {
      method: { add: 'POST', remove: 'DELETE', list: 'GET' }[revision.kind],
      headers: {
        authorization: `Bearer ${token}`,
        ...(revision.kind === 'add' && { 'content-type': 'application/json' }),
      },
      ...(revision.kind === 'add' && { body: JSON.stringify({ entries: [revision.entry] }) }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    const body = (await response.json()) as Record<string, unknown>
    if (response.ok) return { status: 'ok', body }
    const { success, data } = errorAnswer.safeParse(body)
    const message = success ? `${data.code}: ${data.message}. ${data.todo}` : `answers ${response.status}`
    return { status: 'failed', message }
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as { code?: string }
    return { status: 'failed', message: `cannot be asked (${code ?? (error as Error).name}). Is it there?` }
  }
}

function pathOf(revision: Revision): string {
  if (revision.kind !== 'remove') return '/revocations'
  const [[name = '', value] = []] = Object.entries(revision.subject)
  return `/revocations?${name}=${value}`
}

function linesOf(revision: Revision, body: Record<string, unknown>): string[] {
  if (revision.kind === 'list')
    return ((body.entries ?? []) as (Revocation & { from: string })[]).map(
      entry => `${describeEntry(entry)} (${plainText(entry.from)})`,
    )
  if (revision.kind === 'remove') return [`${describeSubject(revision.subject)} is let in again`]
  const listed = body.added === 0 ? 'was listed already' : 'is shut out'
  return [`${describeEntry(revision.entry)} ${listed}`]
}
