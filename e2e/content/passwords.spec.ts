import type { Page } from 'playwright'
import { expect, test } from './content-test.ts'

/** Playwright's own clicks stumble over such pages. */
async function clickAt(page: Page, selector: string): Promise<void> {
  const [x, y] = await page.evaluate(which => {
    const found = Document.prototype.querySelector.call(document, which) as Element
    const box = Element.prototype.getBoundingClientRect.call(found)
    return [box.x + 5, box.y + 5] as const
  }, selector)
  await page.mouse.click(x, y)
}

const secret = 'correct horse'
const filledForm = `<form action=/signed-in><input name=user><input name=secret type=password><button>In</button></form>
  <script>document.querySelector('[name=secret]').value = '${secret}'</script>`

test('a password field that the page shows as plain text stays a password', async ({ visit }) => {
  const { page, untilText } = await visit(`<input class=target type=password>
    <button onclick="document.querySelector('.target').type = 'text'">show</button>`)

  await page.locator('button').click()
  await page.locator('.target').click()
  await page.keyboard.type(secret)
  await page.locator('#last-field').click()

  expect((await untilText(secret)).at(-1)).toMatchObject({ field: 'password', inputType: 'password' })
})

test('a password field in a closed shadow root that is shown as plain text stays a password', async ({
  visit,
}) => {
  const { page, untilText } = await visit(`<div id=host></div><script>
    const root = document.querySelector('#host').attachShadow({ mode: 'closed' })
    root.innerHTML = '<input type=password>'
    const input = root.querySelector('input')
    input.onfocus = () => setTimeout(() => (input.type = 'text'))
    input.focus()
  </script>`)
  await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 50)))

  await page.keyboard.type(secret)
  await page.locator('#last-field').click()

  expect((await untilText(secret)).at(-1)).toMatchObject({ field: 'password', inputType: 'password' })
})

for (const how of ['a click', 'Enter'] as const) {
  test(`a password that a script filled in is captured when ${how} submits it`, async ({ visit }) => {
    const { page, url, untilText } = await visit(filledForm)

    if (how === 'a click') await page.locator('button').click()
    else await page.locator('[name=user]').press('Enter')

    const all = await untilText(secret)
    expect(all).toEqual([expect.objectContaining({ field: 'password', filled: true, href: url })])
  })
}

test('a password that was typed is captured once by a submit, and not as filled', async ({ visit }) => {
  const { page, untilText } = await visit('<form action=/in><input type=password><button>In</button></form>')

  await page.locator('[type=password]').click()
  await page.keyboard.type(secret)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/in**')

  expect(await untilText(secret)).toEqual([expect.objectContaining({ field: 'password', filled: false })])
})

test('a filled password without a form is captured when a click leads away', async ({ visit }) => {
  const { page, untilText } = await visit(`<input type=password>
    <script>document.querySelector('input').value = '${secret}'</script>
    <button onclick="history.pushState(null, '', '/home')">In</button>`)

  await page.locator('button').click()

  expect(await untilText(secret)).toEqual([expect.objectContaining({ field: 'password', filled: true })])
})

test('a filled password in the shadow root of a custom element is captured by the submit of its form', async ({
  visit,
}) => {
  const { page, untilText } =
    await visit(`<form action=/in><x-password></x-password><button>In</button></form>
    <script>
      const root = document.querySelector('x-password').attachShadow({ mode: 'closed' })
      root.innerHTML = '<input type=password>'
      root.firstChild.value = '${secret}'
    </script>`)

  await page.locator('button').click()

  expect(await untilText(secret)).toEqual([expect.objectContaining({ field: 'password', filled: true })])
})

test('a submit inside a closed shadow root captures its password', async ({ visit }) => {
  const { page, untilText } = await visit(`<div id=host></div><script>
      const root = document.querySelector('#host').attachShadow({ mode: 'closed' })
      root.innerHTML = '<form action=/in><input type=password><button>In</button></form>'
      root.querySelector('input').value = '${secret}'
      root.querySelector('button').focus()
    </script>`)

  await page.keyboard.press('Enter')

  expect(await untilText(secret)).toEqual([expect.objectContaining({ field: 'password', filled: true })])
})

test('a password is not captured when a link is followed or a script submits by itself', async ({
  visit,
}) => {
  const { page, settled } = await visit(`${filledForm}<a href="#forgotten">forgotten</a>
    <iframe name=sink></iframe><script>
      const form = document.querySelector('form')
      form.target = 'sink'
      form.addEventListener('submit', () => (document.title = 'submitted'))
      setTimeout(() => form.requestSubmit(), 100)
    </script>`)

  await expect(page).toHaveTitle('submitted')
  await page.evaluate(() =>
    document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true })),
  )

  expect(await settled()).toEqual([])
})

test('children named like properties hide no password of a form', async ({ visit }) => {
  const names = [
    'elements',
    'ownerDocument',
    'querySelectorAll',
    'localName',
    'nodeType',
    'namespaceURI',
    'type',
  ]
  const clobbering = [
    ...names,
    'parentNode',
    'parentElement',
    'getRootNode',
    'closest',
    'isContentEditable',
    'length',
  ]
  const { page, untilText } = await visit(`<form action=/in>${clobbering
    .map(name => `<input type=hidden name=${name}>`)
    .join('')}<input name=secret type=password><button>In</button></form>
    <form name=querySelectorAll></form><form name=createTreeWalker></form><form name=visibilityState></form>
    <img name=activeElement><form id=location></form><form id=navigation></form><form id=addEventListener></form>
    <div class=editor contenteditable style="height:30px"></div>
    <script>document.querySelector('[name=secret]').value = '${secret}'</script>`)

  await clickAt(page, '.editor')
  await page.keyboard.type('clobbered editor')
  await clickAt(page, '[name=secret] + button')

  const all = await untilText(secret)
  expect(all.map(({ text, field }) => [text, field])).toEqual([
    ['clobbered editor', 'area'],
    [secret, 'password'],
  ])
})

test('a form that is an editor, with children named like properties, is read as any other', async ({
  visit,
}) => {
  const { page, settled } =
    await visit(`<form contenteditable class=target><input type=hidden name=isContentEditable>
    <input type=hidden name=parentElement><input type=hidden name=localName>&nbsp;</form>`)

  await clickAt(page, '.target')
  await page.keyboard.type('form-editor')

  expect((await settled()).at(-1)?.trim()).toBe('form-editor')
})
