import { expect, test } from './content-test.ts'

test('numbers its reports without a hole, under one name', async ({ visit }) => {
  const { page, frames, settled } = await visit('<input class=target>')
  await page.locator('.target').click()
  await page.keyboard.type('some words')
  await settled()

  const own = await frames()

  expect(own).toHaveLength(1)
  expect(own[0]?.frame).toMatch(/^[0-9a-f]{16}$/)
  expect(own[0]?.messages.map(({ n }) => n)).toEqual([1, 2, 3, 4])
})

test('goes on with the next number after the worker died', async ({ visit, recorder }) => {
  const { page, frames, settled } = await visit('<input class=target>')
  await expect.poll(async () => (await frames())[0]?.messages.length).toBe(2)

  await recorder.stopWorker()
  await page.locator('.target').click()
  await page.keyboard.type('some words')
  await settled()

  expect((await frames())[0]?.messages.map(({ n }) => n)).toEqual([1, 2, 3, 4])
})

test('sends again what a worker did not acknowledge before it died', async ({ visit, recorder }) => {
  await recorder.setAcknowledging(false)
  const { page, frames } = await visit('')
  await expect.poll(async () => (await frames())[0]?.messages.length).toBe(2)
  const tab = await recorder.tabOf(page)
  const before = await recorder.arrivals(tab)
  await recorder.setAcknowledging(true)

  await recorder.stopWorker()

  await expect.poll(() => recorder.arrivals(tab)).toBe(before + 1)
  expect((await frames())[0]?.messages.map(({ n }) => n)).toEqual([1, 2])
})
