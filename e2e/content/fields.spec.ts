import { expect, test } from './content-test.ts'

const typed = 'typed words'

interface Row {
  name: string
  html: string
  field: string
  inputType: string
  text?: string
}

const rows: Row[] = [
  ...['text', 'search', 'email', 'url'].map(type => ({
    name: `input of type ${type}`,
    html: `<input class=target type=${type}>`,
    field: 'line',
    inputType: type,
    // Email fields take the spaces away.
    text: 'typed-words',
  })),
  { name: 'input of type tel', html: '<input class=target type=tel>', field: 'line', inputType: 'tel' },
  { name: 'input of no type', html: '<input class=target>', field: 'line', inputType: 'text' },
  {
    name: 'input of type number',
    html: '<input class=target type=number>',
    field: 'line',
    inputType: 'number',
    text: '12345',
  },
  { name: 'password', html: '<input class=target type=password>', field: 'password', inputType: 'password' },
  {
    name: 'input that asks for a password by autocomplete',
    html: '<input class=target autocomplete="section-a current-password">',
    field: 'password',
    inputType: 'password',
  },
  { name: 'textarea', html: '<textarea class=target></textarea>', field: 'area', inputType: 'textarea' },
  {
    name: 'contenteditable',
    html: '<div class=target contenteditable style="height:50px">&#8203;</div>',
    field: 'area',
    inputType: 'contenteditable',
    text: '\u200btyped words',
  },
  {
    name: 'contenteditable in plain text only',
    html: '<div class=target contenteditable=plaintext-only style="height:50px"></div>',
    field: 'area',
    inputType: 'contenteditable',
  },
  {
    name: 'paragraph inside an editor',
    html: '<div contenteditable><p class=target>&nbsp;</p></div>',
    field: 'area',
    inputType: 'contenteditable',
    text: ` ${typed}`,
  },
]

for (const { name, html, field, inputType, text = typed } of rows) {
  test(`reports text typed into ${name}`, async ({ visit }) => {
    const { page, untilText, url } = await visit(html)

    await page.locator('.target').click()
    await page.keyboard.type(text.replace('\u200b', '').trim())
    await page.keyboard.press('Tab')
    const all = await untilText(text)

    expect(all.at(-1)).toMatchObject({ text, field, inputType, filled: false, href: url })
    expect(all.at(-1)).not.toHaveProperty('length')
  })
}

const ignored = ['checkbox', 'radio', 'range', 'color', 'date', 'time', 'hidden', 'file', 'button']

test('reports nothing of inputs that are not text', async ({ visit }) => {
  const inputs = ignored.map(type => `<input class=other type=${type}>`).join('')
  const { page, settled } = await visit(`${inputs}<select class=other><option>12345<option>2222</select>`)

  for (const input of await page.locator('.other').all()) {
    if (!(await input.isVisible())) continue
    await input.evaluate((element: HTMLElement) => element.focus())
    if ((await input.getAttribute('type')) !== 'file') await page.keyboard.type('12')
  }

  expect(await settled()).toEqual([])
})

test('reports less than four characters to nobody', async ({ visit }) => {
  const { page, settled } = await visit('<input class=target>')

  await page.locator('.target').click()
  await page.keyboard.type('abc')

  expect(await settled()).toEqual([])
})

test('reports a long text by its beginning and its whole length', async ({ visit }) => {
  const { page, insert, texts } = await visit(
    '<textarea class=target></textarea><div class=target contenteditable>x</div>',
  )

  for (const field of await page.locator('.target').all()) {
    await field.click()
    await insert('ä'.repeat(6000))
    await page.keyboard.type('yz')
    await page.keyboard.press('Tab')
  }

  await expect
    .poll(async () => (await texts()).map(({ text, length, inputType }) => [inputType, text.length, length]))
    .toEqual([
      ['textarea', 1025, 6000],
      ['textarea', 1025, 6002],
      ['contenteditable', 1025, 6001],
      ['contenteditable', 1025, 6003],
    ])
})

for (const html of ['<textarea class=target></textarea>', '<div class=target contenteditable></div>']) {
  test(`notices when a short text replaces a long one in ${html.slice(1, 9)}`, async ({ visit }) => {
    const { page, insert, settled } = await visit(html)
    await page.locator('.target').focus()
    await insert('x'.repeat(5000))
    await page.keyboard.type('more')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('a short secret')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('something else')

    const short = (await settled()).filter(text => text.length < 1000)

    expect(short).toEqual(['a short secret', 'something else'])
  })
}

test('counts letters of two code units once', async ({ visit }) => {
  const { page, insert, texts } = await visit('<textarea class=target></textarea>')

  await page.locator('.target').click()
  await insert('😀'.repeat(1024))
  await insert('😀')
  await page.keyboard.press('Tab')

  await expect
    .poll(async () => (await texts()).map(({ text, length }) => [text, length]))
    .toEqual([
      ['😀'.repeat(1024), undefined],
      ['😀'.repeat(1025), 1025],
    ])
})

test('measures a text of decomposed letters after composing them', async ({ visit }) => {
  const { page, insert, texts } = await visit('<textarea class=target></textarea>')

  await page.locator('.target').click()
  await insert('a\u0308'.repeat(1024))

  await expect
    .poll(async () => (await texts()).map(({ text, length }) => [text, length]))
    .toEqual([['ä'.repeat(1024), undefined]])
})

test('reports text typed in a document in design mode', async ({ visit }) => {
  const { page, untilText } = await visit('<iframe></iframe>')
  await page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
    if (frame.contentDocument) frame.contentDocument.designMode = 'on'
    frame.contentWindow?.focus()
  })

  await page.keyboard.type('designed text')
  await page.locator('#last-field').click()

  expect((await untilText('designed text')).at(-1)).toMatchObject({
    field: 'area',
    inputType: 'contenteditable',
    href: 'about:blank',
  })
})

test('reports keys typed outside any field, from four characters and without shortcuts', async ({
  visit,
}) => {
  const { page, untilText } = await visit('<p>a page that draws its own</p>')

  await page.keyboard.type('abc')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('drawn wordsx')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')

  const all = await untilText('drawn words')
  expect(all.map(({ text, field, inputType }) => [text, field, inputType])).toEqual([
    ['drawn words', 'keys', 'keys'],
  ])
})
