import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '@weaklayer/demo'
import type { checkFlood } from '@weaklayer/extension/flood-check'
import { build } from 'esbuild'
import { chromium, expect, test } from 'playwright/test'
import { startTestSite } from '../support/test-site.ts'

declare const flood: { checkFlood: typeof checkFlood }

/** A million takes some minutes: `WEAKLAYER_FLOOD_EVENTS=1000000`. */
const events = Number(process.env.WEAKLAYER_FLOOD_EVENTS ?? 100_000)
const bounds = { maxEvents: 20_000, maxBytes: 8 * 1_048_576 }

test.describe.configure({ timeout: 120_000 + events })

test(`of ${events} events of one page in a real database each is recorded or counted, and others lose nothing`, async () => {
  const profile = await mkdtemp(join(tmpdir(), 'weaklayer-flood-'))
  const site = await startTestSite()
  const entry = fileURLToPath(import.meta.resolve('@weaklayer/extension/flood-check'))
  const options = { bundle: true, write: false, format: 'iife', globalName: 'flood' } as const
  const bundled = await build({ entryPoints: [entry], ...options })
  const executablePath = await findBrowser('chromium')
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true })
  const page = await context.newPage()
  await page.goto(site.url)
  await page.addScriptTag({ content: bundled.outputFiles[0]?.text ?? '' })
  const result = await page.evaluate(given => flood.checkFlood(given), { events, ...bounds })
  console.log(JSON.stringify(result))
  await context.close()
  await site.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })

  expect(result.emitted).toBeGreaterThanOrEqual(events)
  const { Window = 0, WindowLocation = 0, ...rest } = result.dropped.flood ?? {}
  expect(Object.keys(result.dropped)).toEqual(['flood'])
  expect(rest).toEqual({})
  expect(result.recorded + Window + WindowLocation).toBe(result.emitted)
  expect(result.others.recorded).toBe(result.others.emitted)
  expect(result.others.emitted).toBeGreaterThan(50)
  expect(result.recorded).toBeLessThanOrEqual(bounds.maxEvents / 10)
  expect(result.most.events).toBeLessThanOrEqual(bounds.maxEvents)
  expect(result.most.bytes).toBeLessThanOrEqual(bounds.maxBytes)
})
