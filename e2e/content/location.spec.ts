import { expect, test, type Visit } from './content-test.ts'

const paths = async ({ addresses }: Visit) =>
  (await addresses()).map(href => href.replace(/^http:\/\/[^/]*/, '').replace(/\/page-\d+/, '/page'))

test('reports the start and each real change of the address once, in order', async ({ visit }) => {
  const visited = await visit('<a href="#part">part</a>')
  const { page } = visited
  await page.evaluate(() => {
    history.pushState(null, '', '/pushed')
    history.pushState({ other: 'state' }, '', '/pushed')
    history.replaceState(null, '', '/replaced?q=1')
  })
  await page.locator('a').click()
  await page.evaluate(() => {
    location.hash = 'script'
  })
  await page.goBack()

  await visited.settled()
  expect(await paths(visited)).toEqual([
    '/page',
    '/pushed',
    '/replaced?q=1',
    '/replaced?q=1#part',
    '/replaced?q=1#script',
    '/replaced?q=1#part',
  ])
})

test('events that a page makes up report no address', async ({ visit }) => {
  const visited = await visit('')
  await visited.page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    window.dispatchEvent(new HashChangeEvent('hashchange'))
    window.dispatchEvent(new PopStateEvent('popstate'))
  })

  await visited.settled()
  expect(await paths(visited)).toEqual(['/page'])
})

/** A page that was left and has come back; the browser decides whether it was kept meanwhile, and not every time it was. */
async function comeBack(visit: (html: string) => Promise<Visit>, elsewhere: string) {
  const visited = await visit(
    '<input class=target><script>onpageshow = e => (document.title = e.persisted)</script>',
  )
  await visited.page.goto(elsewhere)
  // Nothing loads then, and in Firefox Playwright's own waits would wait for that.
  await visited.page.evaluate(() => void setTimeout(() => history.back()))
  const title = () => visited.page.evaluate(() => document.title).catch(() => 'between two pages')
  await expect.poll(title).toMatch(/^(true|false)$/)
  return { visited, wasKept: (await title()) === 'true' }
}

test('a page that comes back from the back/forward cache reports its address and goes on', async ({
  visit,
  site,
}) => {
  const back = () => comeBack(visit, `${site.otherUrl}/elsewhere`)
  let { visited, wasKept } = await back()
  for (let tries = 1; tries < 5 && !wasKept; tries++) ({ visited, wasKept } = await back())
  expect(wasKept, 'a page was kept in the cache').toBe(true)
  const { page } = visited

  await page.evaluate(() => document.querySelector<HTMLElement>('.target')?.focus())
  await page.keyboard.type('back again')
  await page.evaluate(() => document.querySelector<HTMLElement>('#last-field')?.focus())

  await visited.untilText('back again')
  const [first] = await visited.frames()
  expect(first?.messages.map(({ n, report }) => [n, report.kind])).toEqual([
    [1, 'Window'],
    [2, 'WindowLocation'],
    [3, 'WindowLocation'],
    [4, 'TextInput'],
  ])
  expect(await paths(visited)).toEqual(['/page', '/page', '/elsewhere'])
})

test('document.open takes nothing away', async ({ visit }) => {
  const visited = await visit('<p>old</p>')
  const { page, untilText } = visited
  await page.evaluate(() => {
    document.open()
    document.write('<input class=target type=password><input id=last-field>')
    document.close()
  })

  await page.locator('.target').click()
  await page.keyboard.type('after opening')
  await page.evaluate(() => history.pushState(null, '', '/opened'))

  const all = await untilText('after opening')
  expect(all.map(({ text, field }) => [text, field])).toEqual([['after opening', 'password']])
  await expect.poll(() => paths(visited)).toEqual(['/page', '/opened'])
})

test('a frame whose first empty document is replaced reports each document once', async ({
  visit,
  recorder,
  site,
}) => {
  await recorder.setRules('all')
  const visited = await visit('<iframe></iframe>')
  const path = site.add('framed')
  await visited.page.locator('iframe').evaluate((frame: HTMLIFrameElement, src) => {
    frame.src = src
  }, path)
  await visited.page.frameLocator('iframe').locator('body', { hasText: 'framed' }).waitFor()
  await visited.page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
    frame.contentWindow?.history.pushState(null, '', '/pushed-in-frame')
  })

  await visited.settled()
  const own = (await visited.frames()).filter(({ top }) => !top)
  const hrefs = own.map(({ messages }) =>
    messages.flatMap(({ report }) =>
      report.kind === 'WindowLocation' ? [report.href.replace(site.url, '')] : [],
    ),
  )
  expect(hrefs.sort()).toEqual([[path, '/pushed-in-frame'], ['about:blank']])
})
