import type { Page } from 'playwright/test'
import { expect, test } from './content-test.ts'

const plain = '<input class=target>'
const textsOnly = (all: { text: string }[]) => all.map(({ text }) => text)

async function copied(page: Page, text: string): Promise<void> {
  await page.evaluate(value => navigator.clipboard.writeText(value), text)
}

test('captures a peak, a dip and the last value, and nothing in between', async ({ visit }) => {
  const { page, settled } = await visit(plain)

  await page.locator('.target').click()
  await page.keyboard.type('sunflower')
  for (let count = 0; count < 4; count += 1) await page.keyboard.press('Backspace')
  await page.keyboard.type('ish')

  expect(await settled()).toEqual(['sunflower', 'sunfl', 'sunflish'])
})

test('captures what was there before all is selected and typed over', async ({ visit }) => {
  const { page, settled } = await visit(plain)

  await page.locator('.target').click()
  await page.keyboard.type('first value')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('other words')

  expect(await settled()).toEqual(['first value', 'other words'])
})

test('captures the last value after five seconds of quiet, once', async ({ visit }) => {
  const { page, texts, settled } = await visit(plain)

  await page.locator('.target').click()
  const beganMs = Date.now()
  await page.keyboard.type('quiet words')
  await expect.poll(async () => textsOnly(await texts()), { timeout: 9000 }).toEqual(['quiet words'])

  expect(Date.now() - beganMs).toBeGreaterThanOrEqual(5000)
  expect(await settled()).toEqual(['quiet words'])
})

test('captures the last value when the page hides', async ({ visit, site }) => {
  const { page, untilText } = await visit(plain)
  await page.locator('.target').click()
  await page.keyboard.type('words before leaving')

  await page.goto(`${site.url}/elsewhere`)

  expect(textsOnly(await untilText('words before leaving'))).toEqual(['words before leaving'])
})

test('captures a pasted text once', async ({ visit }) => {
  const { page, settled } = await visit(plain)
  await copied(page, 'pasted words')

  await page.locator('.target').click()
  await page.keyboard.press('Control+v')

  expect(await settled()).toEqual(['pasted words'])
})

test('captures a pasted text that the page writes by itself', async ({ visit }) => {
  const { page, settled } = await visit(
    `${plain}<script>document.querySelector('input').onpaste = event => {
      event.preventDefault()
      event.target.value = event.clipboardData.getData('text').toUpperCase()
    }</script>`,
  )
  await copied(page, 'pasted words')

  await page.locator('.target').click()
  await page.keyboard.press('Control+v')

  expect(await settled()).toEqual(['PASTED WORDS'])
})

test('captures nothing when the page refuses a paste into a field that it had filled', async ({ visit }) => {
  const { page, settled } = await visit('<input class=target value="from the server" onpaste="return false">')
  await copied(page, 'pasted words')

  await page.locator('.target').click()
  await page.keyboard.press('Control+v')

  expect(await settled()).toEqual([])
})

test('captures dropped text', async ({ visit }) => {
  const { page, settled } = await visit(`<p id=from style="width:90px">draggable</p>${plain}`)
  await page.locator('#from').dblclick()

  await page.locator('#from').dragTo(page.locator('.target'), { sourcePosition: { x: 10, y: 8 } })

  expect(await settled()).toEqual(['draggable'])
})

test('captures a composition by its end only', async ({ visit }) => {
  const { page, settled } = await visit(plain)
  await page.locator('.target').click()
  const session = await page.context().newCDPSession(page)
  for (const text of ['k', 'ka', 'かn', 'かんじ', 'かんじよむ']) {
    await session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  await session.send('Input.insertText', { text: '漢字を読む' })

  expect(await settled()).toEqual(['漢字を読む'])
})

test('captures a composition in a document that was opened anew', async ({ visit }) => {
  const { page, untilText } = await visit(plain)
  await page.locator('.target').click()
  await page.evaluate(() => {
    document.open()
    document.write('<input class=target><input id=last-field>')
    document.close()
  })
  await page.locator('.target').click()
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'かんじよむ', selectionStart: 5, selectionEnd: 5 })

  await session.send('Input.insertText', { text: '漢字を読む' })

  await page.evaluate(() => history.pushState(null, '', '/after'))
  expect((await untilText('漢字を読む')).map(one => one.text)).toEqual(['漢字を読む'])
})

test('captures nothing of a composition while it lasts', async ({ visit }) => {
  const { page, texts, addresses } = await visit(plain)
  await page.locator('.target').click()
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'かんじよむ', selectionStart: 5, selectionEnd: 5 })
  await expect(page.locator('.target')).toHaveValue('かんじよむ')

  await page.evaluate(() => history.pushState(null, '', '/in-the-middle'))
  await expect.poll(addresses).toHaveLength(2)

  expect(await texts()).toEqual([])
})

test('captures what an editor writes by itself when it refuses the input', async ({ visit }) => {
  const { page, settled } = await visit(
    `<div class=target contenteditable>&nbsp;</div><script>
      const editor = document.querySelector('.target')
      editor.addEventListener('beforeinput', event => {
        event.preventDefault()
        editor.textContent = editor.textContent.trim() + event.data
      })
    </script>`,
  )

  await page.locator('.target').click()
  await page.keyboard.type('own-editor')

  expect(await settled()).toContain('own-editor')
})

test('captures the whole text of an editor of its own that a key or a button clears', async ({ visit }) => {
  const { page, settled } = await visit(
    `<div class=target contenteditable></div><button>Send</button><script>
      const editor = document.querySelector('.target')
      const clear = () => { editor.textContent = '' }
      editor.addEventListener('beforeinput', event => {
        event.preventDefault()
        editor.textContent += event.data ?? ''
      })
      editor.addEventListener('keydown', event => event.key === 'Enter' && clear())
      document.querySelector('button').addEventListener('pointerdown', event => event.preventDefault())
      document.querySelector('button').addEventListener('mousedown', event => { event.preventDefault(); clear() })
    </script>`,
  )
  const inserted = (text: string) => page.keyboard.insertText(text)

  await page.locator('.target').click()
  await inserted('sent by a key')
  await page.keyboard.press('Enter')
  await inserted('sent by a button')
  await page.locator('button').click()

  expect(await settled()).toEqual(expect.arrayContaining(['sent by a key', 'sent by a button']))
})

test('captures nothing that scripts do', async ({ visit }) => {
  const { page, settled } = await visit(`${plain}<div class=editor contenteditable></div>`)
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('.target')
    if (!input) return
    input.focus()
    input.value = 'set by a script'
    for (const type of [
      'beforeinput',
      'input',
      'change',
      'keyup',
      'compositionend',
      'paste',
      'drop',
      'focusout',
    ]) {
      input.dispatchEvent(new InputEvent(type, { bubbles: true, composed: true, data: 'x' }))
    }
    for (const key of 'forged keys') {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    }
    document.execCommand('insertText', false, ' and by a command')
    document.querySelector<HTMLElement>('.editor')?.focus()
    document.execCommand('insertText', false, 'editor command')
    document.execCommand('delete')
  })

  expect(await settled()).toEqual([])
})

test('reports the address at which the text was typed', async ({ visit }) => {
  const { page, url, untilText } = await visit(plain)
  await page.locator('.target').click()
  await page.keyboard.type('one address')
  await page.evaluate(() => history.pushState(null, '', '/second-address'))
  await page.keyboard.type(' and more')
  await page.keyboard.press('Tab')

  const all = await untilText('one address and more')

  expect(all.map(({ text, href }) => [text, new URL(href).pathname])).toEqual([
    ['one address', new URL(url).pathname],
    ['one address and more', '/second-address'],
  ])
})
