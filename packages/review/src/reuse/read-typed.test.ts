import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { generateEvents } from '../generate/generate-events.ts'
import { planGeneration } from '../generate/generation-plan.ts'
import { sampleDirectory } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'
import { type PlainEvent, plainTyped, readPlain } from './plain-reading-for-tests.ts'
import { repeatUs } from './read-surroundings.ts'
import { readTyped, type Typed } from './read-typed.ts'
import { readHistories } from './site-history.ts'
import { createSites } from './site-of.ts'

// Some organisations are made, imported and asked, while everything else of the machine may run.
vi.setConfig({ testTimeout: 120_000 })

const dayUs = 86_400_000_000
const siteOf = createSites()

async function openOrganisation(seed: number, firstGeneration: boolean) {
  const directory = await sampleDirectory({})
  const path = join(directory.path, 'store')
  const options = { events: 20_000, sensors: 10, epochs: 8, attacks: 3, benign: 30, seed, firstGeneration }
  const planned = planGeneration(options)
  if (planned.status === 'impossible') throw new Error(planned.why)
  generateEvents(join(directory.path, 'events'), planned.plan)
  await importEvents(join(directory.path, 'events'), path)
  const store = await openStore(path)
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** In one order, and passwords by their first use: reading takes uses together as it likes. */
function ordered({ sightings, passwords, repeats }: Typed) {
  const first = Map.groupBy(passwords, ({ sensor, hostname, text }) => `${sensor} ${hostname} ${text}`)
  return {
    sightings: new Map(sightings.map(one => [`${one.text} ${one.hostname}`, { ...one, kind: 'sighting' }])),
    passwords: new Map(
      [...first].map(([key, uses]) => [key, Math.min(...uses.map(({ firstTime }) => firstTime))]),
    ),
    repeats: new Set(
      repeats.map(({ text, hostname, firstTime, page }) => `${text} ${hostname} ${firstTime} ${page}`),
    ),
  }
}

test('what is read at once is what a plain look at every event tells', async () => {
  const organisations = fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean())
  await fc.assert(
    fc.asyncProperty(organisations, async ([seed, firstGeneration]) => {
      await using organisation = await openOrganisation(seed, firstGeneration)
      const { store } = organisation
      const events = await readPlain(store)
      const typed = await readTyped(store, repeatUs)
      const plain = ordered(plainTyped(events))
      expect(plain.sightings.size).toBeGreaterThan(20)
      expect(plain.repeats.size).toBeGreaterThan(0)
      expect(ordered(typed)).toEqual(plain)
      const hosts = [...new Set(typed.sightings.map(({ hostname }) => hostname))]
      const histories = await readHistories(store, { ...typed, hosts, visitedHosts: hosts, siteOf })
      expect(returnsOf(hosts, histories)).toEqual(plainReturns(events, hosts, plainTyped(events)))
    }),
    { numRuns: 2 },
  )
})

type Returns = Record<string, [first: number, again: number]>

/** By site and sensor of who typed a password there: the first visit, and the first on another day. */
function returnsOf(hosts: readonly string[], histories: Awaited<ReturnType<typeof readHistories>>): Returns {
  const sites = new Set(hosts.map(hostname => siteOf(hostname).site))
  return Object.fromEntries(
    [...sites].flatMap(site => {
      const { visits, typing } = histories(site)
      return [...typing.keys()].map(sensor => {
        const { first = Number.NaN, again = Number.NaN } = visits.get(sensor) ?? {}
        return [`${site} ${sensor}`, [first, again] as const]
      })
    }),
  )
}

function plainReturns(
  events: readonly PlainEvent[],
  hosts: readonly string[],
  { passwords }: Typed,
): Returns {
  const at = Map.groupBy(
    events.filter(({ hostname }) => hosts.includes(hostname ?? '')),
    ({ hostname, sensor }) => `${siteOf(hostname ?? '').site} ${sensor}`,
  )
  const known = passwords.filter(({ hostname, text }) => text !== null && hosts.includes(hostname))
  return Object.fromEntries(
    known.map(({ hostname, sensor }) => {
      const key = `${siteOf(hostname).site} ${sensor}`
      const visits = at.get(key) ?? []
      const first = visits[0]?.time ?? Number.NaN
      const isReturn = ({ time, type }: PlainEvent, index: number) =>
        (type === 'WindowLocation' || index === visits.length - 1) &&
        Math.floor(time / dayUs) > Math.floor(first / dayUs)
      const again = visits.find(isReturn)?.time
      return [key, [first, again ?? Number.POSITIVE_INFINITY]]
    }),
  )
}
