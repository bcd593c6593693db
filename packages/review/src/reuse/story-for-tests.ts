import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { StoredEvent } from '@weaklayer/wire'
import { lines, sampleDirectory, sampleGroup } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'

export const hourUs = 3_600_000_000
export const dayUs = 24 * hourUs
export const startUs = 1_790_000_000_000_000

export interface Typing {
  /** @default password */
  inputType?: string
  /** @default that of the text */
  textLength?: number
  filled?: boolean
  /** How long after the page was opened, microseconds. @default 10 s */
  afterUs?: number
}

/** Writes what users do, as sensors would, for tests about passwords. */
export function createStory({ isFirstGeneration = false } = {}) {
  const events: StoredEvent[] = []
  let last = 0

  /** Opens a page in a tab; gives what types into it. */
  function open(user: string, host: string, { atUs, tab = 1 }: { atUs: number; tab?: number }) {
    const window = add(user, atUs, {
      type: 'Window',
      tab,
      isTopLevelWindow: true,
      topLevelWindowReference: 0,
    })
    const address = { protocol: 'https:', hostname: host, path: '/', search: '', hash: '' }
    const page = add(user, atUs + 1000, { type: 'WindowLocation', tab, ...address, windowReference: window })
    const type = (text: string, { inputType = 'password', afterUs = 10_000_000, ...more }: Typing = {}) => {
      add(user, atUs + afterUs, {
        type: 'TextInput',
        tab,
        textHash: createHash('sha256').update(`${user} ${text}`).digest('base64'),
        textLength: text.length,
        inputType,
        windowLocationReference: page,
        ...(isFirstGeneration ? {} : { hashKeyId: `key of ${user}` }),
        ...more,
      })
    }
    return { type }
  }

  function add(
    user: string,
    atUs: number,
    { tab, ...fields }: { type: string; tab: number; [name: string]: unknown },
  ) {
    last += 1
    const time = startUs + atUs + last
    const own = isFirstGeneration ? {} : { epoch: epochOf(user), seq: last, tab, frame: 0 }
    events.push({
      time,
      ...fields,
      ...own,
      sensor: sensorOf(user),
      group: sampleGroup,
      received: time + 1000,
    })
    return time
  }

  return { open, events, store: () => storeOf(events) }
}

export const sensorOf = (user: string) => `00000000-0000-8000-8000-${hexOf(user).slice(0, 12)}`
const epochOf = (user: string) => hexOf(user).slice(0, 16)
const hexOf = (user: string) => createHash('sha256').update(user).digest('hex')

async function storeOf(events: readonly StoredEvent[]) {
  const directory = await sampleDirectory({ 'events/10-20.ndjson': lines(events) })
  const path = join(directory.path, 'store')
  await importEvents(join(directory.path, 'events'), path)
  const store = await openStore(path)
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** Ten colleagues who sign in at work every day for so many days. */
export function usualDays(story: ReturnType<typeof createStory>, days = 10): string[] {
  const users = Array.from({ length: 10 }, (_, index) => `user-${index}`)
  for (let day = 0; day < days; day++)
    for (const user of users) {
      story.open(user, 'mail.work.example.com', { atUs: day * dayUs, tab: 7 })
      story.open(user, 'login.acme-corp.com', { atUs: day * dayUs + hourUs }).type(`password of ${user}`)
      story.open(user, 'news.example.org', { atUs: day * dayUs + 2 * hourUs })
    }
  return users
}
