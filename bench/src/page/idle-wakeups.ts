import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

interface IdleRun {
  executable: string
  browserOptions: string[]
  profileDirectory: string
  url: string
  minutes: number
}

/**
 * How often a service worker started while a page was open and nothing happened, after the browser settled for a
 * minute. Nothing attaches to the workers: a debugger would keep them alive.
 */
export async function countWakeups(run: IdleRun): Promise<number> {
  const options = [
    '--headless=new',
    '--no-sandbox',
    '--remote-debugging-port=0',
    `--user-data-dir=${run.profileDirectory}`,
  ]
  const browser = spawn(run.executable, [...options, ...run.browserOptions, run.url], { stdio: 'ignore' })
  try {
    const socket = await openSocket(await debuggerAddress(run.profileDirectory))
    let started = 0
    socket.addEventListener('message', ({ data }) => {
      const { method, params } = JSON.parse(String(data))
      if (method === 'Target.targetCreated' && params.targetInfo.type === 'service_worker') started++
    })
    socket.send(JSON.stringify({ id: 1, method: 'Target.setDiscoverTargets', params: { discover: true } }))
    await delay(60_000)
    const before = started
    if (before === 0 && run.browserOptions.length > 0)
      throw new Error('The sensor never started; build it and try again.')
    await delay(run.minutes * 60_000)
    socket.close()
    return started - before
  } finally {
    browser.kill('SIGKILL')
    await rm(run.profileDirectory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

async function debuggerAddress(profileDirectory: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await delay(100)
    const text = await readFile(join(profileDirectory, 'DevToolsActivePort'), 'utf8').catch(() => '')
    const [port, path] = text.split('\n')
    if (port && path) return `ws://127.0.0.1:${port}${path}`
  }
  throw new Error('The browser opened no debugging port within 10 s; is it installed completely?')
}

async function openSocket(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  return socket
}
