import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A site with a login form and pages with many frames. `localhost` and `127.0.0.1` are two sites of it. */
export interface TestSite {
  url: string
  otherUrl: string
  close(): Promise<void>
}

const login = `<!doctype html><title>Sign in</title>
<form action="/welcome"><input name="user" id="user"><input type="password" name="password" id="password">
<textarea id="note"></textarea><button>Sign in</button></form>`

function framesPage(number: number): string {
  return `<!doctype html><title>Frames</title>${'<iframe src="/empty"></iframe>'.repeat(number)}`
}

function pageFor(path: string): string {
  const frames = /^\/frames\/(\d+)/.exec(path)
  if (frames) return framesPage(Number(frames[1]))
  return path.startsWith('/login') ? login : '<!doctype html><title>A page</title><p>A page</p>'
}

export async function startTestSite(): Promise<TestSite> {
  const server = createServer((request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageFor(request.url ?? '/'))
  })
  await new Promise<void>(resolve => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
