import { type Drive, driveRequests } from '../drive/drive-requests.ts'
import { type InstallPlan, makeInstalls } from './made-installs.ts'

/** Enrols sensors in a process of its own, with proofs made before: `node install-process.ts PLAN`. */
const requests = await makeInstalls(JSON.parse(process.argv[2] ?? '') as InstallPlan)
let at = 0

process.on('message', (drive: Omit<Drive, 'next'>) => void answer(drive))
process.send?.('ready')

async function answer(drive: Omit<Drive, 'next'>): Promise<void> {
  process.send?.(await driveRequests({ ...drive, next: () => requests[at++ % requests.length] as Buffer }))
}
