import { type Drive, driveRequests } from '../drive/drive-requests.ts'
import { type LoadPlan, makeLoad } from '../gateway/made-load.ts'

/** Sensors that send as usual, in a process of its own: `node good-process.ts PLAN`. */
const { heads, bodies } = await makeLoad(JSON.parse(process.argv[2] ?? '') as LoadPlan)
let sent = 0

process.on('message', (drive: Omit<Drive, 'next'>) => void answer(drive))
process.send?.('ready')

async function answer(drive: Omit<Drive, 'next'>): Promise<void> {
  process.send?.(await driveRequests({ ...drive, next }))
}

/** Each sensor sends each body once at most. */
function next(): Buffer {
  const head = heads[sent % heads.length] as Buffer
  const body = bodies[Math.floor(sent / heads.length) % bodies.length] as Buffer
  sent++
  return Buffer.concat([head, Buffer.from(`${body.length}\r\n\r\n`), body])
}
