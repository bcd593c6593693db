import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const framesPerPage = 20

export interface BenchSite {
  url: string
  close(): Promise<void>
}

const frame = '<!doctype html><title>frame</title><p>A frame</p><input><script>document.title += "!"</script>'
const page = `<!doctype html><title>bench</title><input id="line" autocomplete="off"><textarea id="area"></textarea>
<script>addEventListener('input', event => { document.title = String(event.target.value.length) })</script>
${'<iframe src="/frame"></iframe>'.repeat(framesPerPage)}`

/** A page with a form, a little script and many frames, on loopback. */
export async function startBenchSite(): Promise<BenchSite> {
  const server = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end(request.url === '/frame' ? frame : page)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
