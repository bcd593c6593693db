import type { FrameReport } from '@weaklayer/extension/protocol'
import type { Sensor, seededRandom } from '@weaklayer/extension/testing'

/** The pages that the user of a simulated browser opens. */
export interface Pages {
  /** A new page in a new frame, which reports so many events. */
  visit(sensor: Sensor, visit: { events: number; atMs: number }): void
}

const sites = 500
const tabs = 5

export function createPages(random: ReturnType<typeof seededRandom>): Pages {
  let visits = 0
  return {
    visit(sensor, { events, atMs }) {
      visits++
      const origin = `https://site-${Math.floor(random.fraction() * sites)}.example`
      const url = `${origin}/mail/inbox/`
      const port = {
        sender: { tabId: 1 + (visits % tabs), frameId: 0, url, origin, tabUrl: url, incognito: false },
        send: () => undefined,
      }
      const messages = Array.from({ length: events }, (_, index) => ({
        n: index + 1,
        atMs,
        report: reportOf(index, { events, url }),
      }))
      sensor.takeMessage(port, { frame: random.hex(16), messages })
    },
  }
}

/** A window, then addresses, and in the end a text. */
function reportOf(index: number, { events, url }: { events: number; url: string }): FrameReport {
  if (index === 0) return { kind: 'Window' }
  if (index < events - 1) return { kind: 'WindowLocation', href: `${url}${words[index % words.length]}` }
  const text = `text ${index} at ${url}`
  return { kind: 'TextInput', location: index, text, field: 'line', inputType: 'text', filled: false }
}

const words = ['today', 'unread', 'answers', 'archive', 'people', 'settings', 'search', 'help']
