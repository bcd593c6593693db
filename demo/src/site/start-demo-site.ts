import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

const pagesDirectory = join(import.meta.dirname, 'pages')

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/** Where a form leads; what was sent is thrown away. */
const formTargets: Record<string, string> = {
  '/sign-in': '/account.html',
  '/secure/sign-in': '/secure/thanks.html',
}

export interface DemoSite {
  /** Address of the start page, with a slash at the end. */
  url: string
  /** The same server under another host, where the copied sign-in page and the foreign frame are. */
  otherUrl: string
  close(): Promise<void>
}

/** Serves the demo pages on loopback. `port` 0 takes a free one, and is the default. */
export async function startDemoSite(options: { host?: string; port?: number } = {}): Promise<DemoSite> {
  const { host = '127.0.0.1', port = 0 } = options
  const files = await readPages()
  let urls = { url: '', otherUrl: '' }
  const server = createServer((request, response) => {
    answer(request, response, { files, ...urls }).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  const other = host === 'localhost' ? '127.0.0.1' : 'localhost'
  urls = { url: `http://${host}:${bound}/`, otherUrl: `http://${other}:${bound}/` }
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { ...urls, close }
}

interface Site {
  files: Map<string, string>
  url: string
  otherUrl: string
}

/** Every page by its path: a request can name no other file. */
async function readPages(): Promise<Map<string, string>> {
  const entries = await readdir(pagesDirectory, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const pages = paths.map(async path => {
    const name = `/${relative(pagesDirectory, path).split(sep).join('/')}`
    return [name, await readFile(path, 'utf8')] as const
  })
  return new Map(await Promise.all(pages))
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const path = new URL(request.url ?? '/', site.url).pathname
  if (request.method === 'POST') return answerForm(request, response, formTargets[path])
  const name = fileName(path)
  const text = site.files.get(name)
  if (text === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such page.\n')
    return
  }
  response.writeHead(200, headersOf(name, site))
  response.end(text.replaceAll('__OTHER__/', site.otherUrl).replaceAll('__HOME__/', site.url))
}

function fileName(path: string): string {
  if (path === '/') return '/index.html'
  return path.startsWith('/app/') ? '/app.html' : path
}

function headersOf(name: string, site: Site): Record<string, string> {
  const other = new URL(site.otherUrl).origin
  const own = new URL(site.url).origin
  return {
    'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
    // Nothing from outside: the demo works without a network.
    'content-security-policy': `default-src 'self'; img-src data:; style-src 'self' ${own} ${other}; frame-src 'self' ${other}`,
    'cache-control': 'no-store',
  }
}

async function answerForm(
  request: IncomingMessage,
  response: ServerResponse,
  target: string | undefined,
): Promise<void> {
  await pipeline(request, async body => {
    for await (const _ of body);
  })
  if (target === undefined) response.writeHead(404).end()
  else response.writeHead(303, { location: target }).end()
}
