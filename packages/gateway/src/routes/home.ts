import type { FastifyInstance } from 'fastify'
import manifest from '../../package.json' with { type: 'json' }

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Weaklayer gateway</title>
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
  body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
</style>
<h1>Weaklayer gateway</h1>
<p>Version ${manifest.version}. This gateway answers, and your browser trusts the connection that shows this page.</p>
<p>Sensors enrol at <code>/install</code> and deliver events to <code>/events</code>.</p>
<h2>Licence and sources</h2>
<p>Licensed under the Apache License, Version 2.0 (<code>${manifest.license}</code>):
<a href="https://www.apache.org/licenses/LICENSE-2.0">www.apache.org/licenses/LICENSE-2.0</a>.
The gateway runs from its sources: they are in the package <code>${manifest.name}</code> of the installation.</p>
</html>
`

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** GET / and /license: product, version, licence and where the sources are. */
export function registerHome(app: FastifyInstance): void {
  for (const path of ['/', '/license']) {
    app.get(path, async (_request, reply) => await reply.headers(headers).send(page))
  }
}
