import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Injection } from '../../laboratory/strace.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import type { ConfigChange } from '../lab-gateways.ts'
import { drain, underLoad } from '../load.ts'

interface FailingCall {
  name: string
  title: string
  calls: string
  effect: string
  /** From which call on, and how many calls apart. */
  when: string
  rounds: Fault['rounds']
}

const writes = 'pwrite64,pwritev'
const names = 'rename,renameat,renameat2'
const few = { short: 1, long: 12 }

const failingCalls: FailingCall[] = [
  call('write-eio', 'EIO at a write', { calls: writes, effect: 'error=EIO', when: '3+4' }),
  call('write-enospc', 'ENOSPC at a write', { calls: writes, effect: 'error=ENOSPC', when: '2+5' }),
  call('write-edquot', 'EDQUOT at a write', { calls: writes, effect: 'error=EDQUOT', when: '4+6' }),
  call('empty-write', 'a write that writes nothing', { calls: writes, effect: 'retval=0', when: '3+5' }),
  call('fdatasync-eio', 'EIO at a fdatasync', { calls: 'fdatasync', effect: 'error=EIO', when: '4' }),
  call('fdatasync-enospc', 'ENOSPC at a fdatasync', {
    calls: 'fdatasync',
    effect: 'error=ENOSPC',
    when: '6',
  }),
  call('rename-eio', 'EIO at a rename', { calls: names, effect: 'error=EIO', when: '1+3' }),
  call('fsync-eio', 'EIO at the fsync of a folder', { calls: 'fsync', effect: 'error=EIO', when: '2+5' }),
  call('open-emfile', 'EMFILE at an open', { calls: 'openat', effect: 'error=EMFILE', when: '3+4' }),
  call('accept-emfile', 'EMFILE at an accept', { calls: 'accept4', effect: 'error=EMFILE', when: '1+2' }),
]

function call(
  name: string,
  title: string,
  rest: Pick<FailingCall, 'calls' | 'effect' | 'when'>,
): FailingCall {
  return { name, title: `gateway gets ${title}`, rounds: few, ...rest }
}

export const gatewayCallsFailed: Fault[] = failingCalls.map(({ calls, effect, when, ...failing }) => ({
  ...failing,
  async run(lab, rounds) {
    const sensors = await lab.addSensors(3, await lab.gateways.portOf(0))
    const executed = await underLoad(sensors, { burst: 60 }, () =>
      injected(lab, { calls, effect, when }, rounds),
    )
    await lab.gateways.start(0, smallFiles)
    await drain(sensors)
    return executed
  },
}))

/** Files are finished often, so that opens and renames are many. */
const smallFiles: ConfigChange = config => ({
  ...config,
  outputs: config.outputs.map(output => ({ ...output, size: 50_000 })),
})

const limitPerCallMs = 30_000

/** So often in one life of a gateway: sensors keep their connections, so each life accepts only a few. */
const mostPerLife = 4

/** Sensors that connected before strace was there keep their connections: somebody else has to be accepted. */
async function knock(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined)
  socket.on('error', () => undefined).destroy()
}

/** Runs gateways until that many calls failed as strace says; one that ends of it is started again. */
async function injected(lab: Lab, injection: Injection, wanted: number): Promise<number> {
  const port = await lab.gateways.portOf(0)
  const deadline = Date.now() + wanted * limitPerCallMs
  let before = 0
  while (before < wanted && Date.now() < deadline) {
    const gateway = await lab.gateways.start(0, smallFiles, {
      strace: { from: 'listening', inject: [injection] },
    })
    let running = true
    void gateway.ended.then(() => {
      running = false
    })
    // What fails once only may be a call of the audit log, which no process ends of.
    const enough = Math.min(wanted - before, injection.when.includes('+') ? mostPerLife : 1)
    while (running && failedCalls(gateway.trace()) < enough && Date.now() < deadline) {
      if (injection.calls === 'accept4') await knock(port)
      await delay(50)
    }
    await gateway.stop()
    before += failedCalls(gateway.trace())
  }
  return before
}

function failedCalls(trace: string): number {
  return trace.split('(INJECTED)').length - 1
}
