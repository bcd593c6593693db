import { expect, test, type Visit } from './content-test.ts'

const kindsOf = async ({ frames }: Visit) =>
  (await frames()).filter(({ top }) => !top).map(({ messages }) => messages.map(({ report }) => report.kind))

async function typeIntoFrame({ page, untilText }: Visit): Promise<void> {
  await page.frameLocator('iframe').locator('input').click()
  await page.keyboard.type('framed words')
  await page.locator('#last-field').click()
  await untilText('framed words')
}

test.describe('a frame that holds a field', () => {
  const field = '<input type=text>'
  const written = `<iframe id=f></iframe><script>f.contentDocument.body.innerHTML = '${field}'</script>`
  const reopened = `<iframe id=f></iframe><script>
    f.contentDocument.open(); f.contentDocument.write('${field}'); f.contentDocument.close()</script>`
  const cases = [
    { name: 'of the same origin', html: (same: string) => `<iframe src=${same}></iframe>` },
    { name: 'of another origin', html: (_: string, other: string) => `<iframe src=${other}></iframe>` },
    { name: 'of a sandbox', html: (same: string) => `<iframe sandbox src=${same}></iframe>` },
    { name: 'by srcdoc', html: () => `<iframe srcdoc="${field}"></iframe>` },
    { name: 'in about:blank', html: () => written },
    { name: 'written by document.open', html: () => reopened },
    { name: 'by a data: address', html: () => `<iframe src="data:text/html,${field}"></iframe>` },
    {
      name: 'by a blob: address',
      html: () => `<iframe></iframe><script>document.querySelector('iframe').src =
        URL.createObjectURL(new Blob(['${field}'], { type: 'text/html' }))</script>`,
    },
  ]
  for (const { name, html } of cases) {
    test(`${name} reports its text`, async ({ visit, site }) => {
      const path = site.add(field)
      const visited = await visit(html(site.url + path, site.otherUrl + path))

      await typeIntoFrame(visited)

      const [report] = await visited.texts()
      expect(report).toMatchObject({ text: 'framed words', field: 'line' })
      expect(report?.href).not.toBe('')
      const own = (await visited.frames()).filter(({ top }) => !top)
      expect(
        own
          .at(-1)
          ?.messages.slice(0, 2)
          .map(({ n, report }) => [n, report.kind]),
      ).toEqual([
        [1, 'Window'],
        [2, 'WindowLocation'],
      ])
    })
  }
})

test('a frame without a password is kept back until the user types in it', async ({ visit }) => {
  const visited = await visit('<iframe srcdoc="<input>"></iframe>')
  await visited.page.frameLocator('iframe').locator('input').click()
  await visited.settled()
  expect(await kindsOf(visited)).toEqual([])

  await typeIntoFrame(visited)

  expect(await kindsOf(visited)).toEqual([['Window', 'WindowLocation', 'TextInput']])
})

test('a frame with a password field reports at once', async ({ visit }) => {
  const visited = await visit('<iframe srcdoc="<input type=password>"></iframe>')

  await expect.poll(() => kindsOf(visited)).toEqual([['Window', 'WindowLocation']])
})

test('a frame that gets a password field later reports when that has the focus', async ({ visit }) => {
  const visited = await visit('<iframe srcdoc="<p>later"></iframe>')
  const frame = visited.page.frameLocator('iframe')
  await frame.locator('p').evaluate(p => {
    p.innerHTML = '<input type=password>'
  })
  await visited.settled()
  expect(await kindsOf(visited)).toEqual([])

  await frame.locator('input').click()

  await expect.poll(() => kindsOf(visited)).toEqual([['Window', 'WindowLocation']])
})

test('a frame that is earlier than the first rules reports when they come', async ({ visit, recorder }) => {
  await recorder.forgetRules()
  const visited = await visit('<iframe srcdoc="<p>early"></iframe>')
  await visited.settled()
  expect(await kindsOf(visited)).toEqual([])

  await recorder.setRules('all')

  await expect.poll(() => kindsOf(visited)).toEqual([['Window', 'WindowLocation']])
})

test('every frame reports under the rule all', async ({ visit, recorder }) => {
  await recorder.setRules('all')
  const visited = await visit('<iframe srcdoc="<p>nothing"></iframe>')

  await expect.poll(() => kindsOf(visited)).toEqual([['Window', 'WindowLocation']])
})

test('no sub-frame reports under the rule top, not even what is typed', async ({ visit, recorder }) => {
  await recorder.setRules('top')
  const visited = await visit('<iframe srcdoc="<input type=password>"></iframe>')
  await visited.page.frameLocator('iframe').locator('input').click()
  await visited.page.keyboard.type('framed words')

  expect(await visited.settled()).toEqual([])
  expect(await kindsOf(visited)).toEqual([])
})
