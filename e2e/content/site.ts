import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Site {
  /** The same pages at two origins. */
  url: string
  otherUrl: string
  /** Serves a page under a new path and gives that. */
  add(html: string): string
  close(): Promise<void>
}

/** Serves pages on loopback; unknown paths give an almost empty page. */
export async function startSite(): Promise<Site> {
  const pages = new Map<string, string>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>${pathname}</title>${pages.get(pathname) ?? '<p>page</p>'}`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    add(html) {
      const path = `/page-${pages.size + 1}`
      pages.set(path, html)
      return path
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
