import { startBenchGateway } from '../page/bench-gateway.ts'
import { startTurnMeter } from './turn-meter.ts'

/** A gateway in a process of its own, which says how long its longest turn was: `node gateway-process.ts DIRECTORY`. */
const gateway = await startBenchGateway(process.argv[2] ?? '')
const meter = startTurnMeter()

process.on('message', message => {
  if (message === 'end') void end()
  else process.send?.({ longestMs: meter.takeLongestMs() })
})
process.send?.({ url: gateway.url })

async function end(): Promise<void> {
  meter.stop()
  await gateway.close()
  process.disconnect()
}
