import type { Sensor } from '@weaklayer/extension/testing'

type Message = Parameters<Sensor['takeMessage']>

/** Frames of a simulated browser: they number their messages and keep what is not acknowledged yet. */
export interface SimulatedFrames {
  /** Hands over that many reports, spread over the frames; resolves when all of them are acknowledged. */
  report(sensor: () => Sensor, events: number): Promise<void>
  /** Hands over again what is not acknowledged, as after the worker died. */
  resend(sensor: Sensor): void
  /** The browser is gone, and what its frames still held with it. */
  forget(): void
}

interface Frame {
  id: string
  tabId: number
  url: string
  n: number
  atMs: () => number
  waiting: { n: number; atMs: number; report: object }[]
}

export interface FramesOptions {
  hex(digits: number): string
  nowMs(): number
}

/** Different origins, since each has a share of the store and a rate of its own. */
const frameCount = 24

export function createSimulatedFrames({ hex, nowMs }: FramesOptions): SimulatedFrames {
  const openFrame = (_: unknown, index: number): Frame => ({
    id: hex(16),
    tabId: index + 1,
    url: `https://site-${index}.example/`,
    n: 0,
    atMs: nowMs,
    waiting: [],
  })
  const openAll = () => Array.from({ length: frameCount }, openFrame)
  let frames = openAll()
  const settled: (() => void)[] = []
  const acknowledged = () => {
    if (frames.some(frame => frame.waiting.length > 0)) return
    for (const resolve of settled.splice(0)) resolve()
  }
  return {
    async report(sensor, events) {
      for (let index = 0; index < events; index++) addReport(frames[index % frameCount] as Frame)
      const done = new Promise<void>(resolve => settled.push(resolve))
      for (const frame of frames) handOver(sensor(), frame, acknowledged)
      await done
    },
    resend(sensor) {
      for (const frame of frames) handOver(sensor, frame, acknowledged)
    },
    forget() {
      frames = openAll()
      for (const resolve of settled.splice(0)) resolve()
    },
  }
}

function addReport(frame: Frame): void {
  frame.n++
  frame.waiting.push({ n: frame.n, atMs: frame.atMs(), report: reportOf(frame) })
}

function reportOf({ n, url }: Frame): object {
  if (n === 1) return { kind: 'Window' }
  if (n % 10 !== 0) return { kind: 'WindowLocation', href: `${url}page/${n}` }
  const text = `text number ${n}`
  return { kind: 'TextInput', location: n - 1, text, field: 'area', inputType: 'textarea', filled: false }
}

function handOver(sensor: Sensor, frame: Frame, acknowledged: () => void): void {
  if (frame.waiting.length === 0) return
  const { tabId, url } = frame
  const origin = new URL(url).origin
  const port: Message[0] = {
    sender: { tabId, frameId: 0, url, origin, tabUrl: url, incognito: false },
    send({ acked }) {
      frame.waiting = frame.waiting.filter(({ n }) => n > acked)
      acknowledged()
    },
  }
  sensor.takeMessage(port, { frame: frame.id, messages: frame.waiting })
}
