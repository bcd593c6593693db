import { readFileSync } from 'node:fs'
import type { GatewayConfig } from '@weaklayer/wire'
import { keepHeapSmall } from '../keep-heap-small.ts'
import { startGateway } from '../server/start-gateway.ts'

/** A gateway of its own process, for tests that kill it: `node child-gateway.ts CONFIG`. Prints its process and addresses. */
const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as GatewayConfig
keepHeapSmall()
const gateway = await startGateway(config)
let isStopping = false
process.on('SIGTERM', () => {
  if (isStopping) gateway.hurry()
  else void gateway.close()
  isStopping = true
})
process.stdout.write(`${process.pid} ${gateway.url} ${gateway.adminUrl}\n`)
