import type * as promises from 'node:fs/promises'
import { basename } from 'node:path'

type Files = typeof promises
type Call =
  | 'open'
  | 'mkdir'
  | 'rename'
  | 'unlink'
  | 'writev'
  | 'truncate'
  | 'datasync'
  | 'sync'
  | 'close'
  | 'statfs'

interface Fault {
  call: Call
  code: string
  /** How often it fails. */
  times: number
  /** Part of the path. */
  at: string
  /** `at` is the whole path. */
  isWhole: boolean
}

const faults: Fault[] = []
const held: { call: Call; at: string; until: Promise<void> }[] = []
let shortBytes: number | undefined

/** What file calls were made, such as `datasync .100.ndjson`, and the faults that the next ones meet. */
export const faultyFiles = {
  log: [] as string[],
  fail(
    call: Call,
    code: string,
    { times = 1, at = '', isWhole = false }: { times?: number; at?: string; isWhole?: boolean } = {},
  ): void {
    faults.push({ call, code, times, at, isWhole })
  },
  /** The next write takes only the first bytes. */
  writeShort(bytes: number): void {
    shortBytes = bytes
  },
  /** The calls, of paths with this part, wait until the returned function is called. */
  hold(call: Call, at = ''): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    const one = { call, at, until: promise }
    held.push(one)
    return () => {
      held.splice(held.indexOf(one), 1)
      resolve()
    }
  },
  reset(): void {
    faults.length = 0
    held.length = 0
    faultyFiles.log.length = 0
    shortBytes = undefined
  },
}

/** Real files whose calls can fail: for `vi.mock('node:fs/promises', …)`. */
export function withFaults(files: Files): Files {
  const wrapped = {
    async open(...args: Parameters<Files['open']>) {
      await meet('open', String(args[0]))
      return withHandleFaults(await files.open(...args), String(args[0]))
    },
    async rename(from: string, to: string) {
      await meet('rename', from)
      await files.rename(from, to)
    },
  }
  const simple = (['mkdir', 'unlink', 'statfs'] as const).map(call => [
    call,
    async (path: string, ...rest: never[]) => {
      await meet(call, path)
      return await (files[call] as (path: string, ...rest: never[]) => Promise<unknown>)(path, ...rest)
    },
  ])
  return { ...files, ...wrapped, ...Object.fromEntries(simple) } as Files
}

function withHandleFaults(handle: promises.FileHandle, path: string): promises.FileHandle {
  const watched: Call[] = ['writev', 'truncate', 'datasync', 'sync', 'close']
  return new Proxy(handle, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name)
      if (typeof found !== 'function') return found
      const run = (found as (...args: unknown[]) => unknown).bind(target)
      if (!watched.includes(name as Call)) return run
      return async (...args: unknown[]) => {
        await meet(name as Call, path)
        return name === 'writev' ? await run(shortened(args[0] as Buffer[]), args[1]) : await run(...args)
      }
    },
  })
}

function shortened(buffers: Buffer[]): Buffer[] {
  if (shortBytes === undefined) return buffers
  const all = Buffer.concat(buffers).subarray(0, shortBytes)
  shortBytes = undefined
  return [all]
}

function isMet({ at, isWhole }: Fault, path: string): boolean {
  return isWhole ? path === at : path.includes(at)
}

async function meet(call: Call, path: string): Promise<void> {
  faultyFiles.log.push(`${call} ${basename(path)}`)
  for (const one of held) if (one.call === call && path.includes(one.at)) await one.until
  const fault = faults.find(one => one.call === call && one.times > 0 && isMet(one, path))
  if (fault === undefined) return
  fault.times--
  throw Object.assign(new Error(`${fault.code}: injected`), { code: fault.code })
}
