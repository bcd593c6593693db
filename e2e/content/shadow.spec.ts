import { expect, test } from './content-test.ts'

/** A field inside shadow roots of these modes, the outermost first. */
function nested(modes: string[], field: string): string {
  return `<div id=host></div><script>
    let host = document.querySelector('#host')
    for (const mode of ${JSON.stringify(modes)}) {
      const root = host.attachShadow({ mode })
      root.innerHTML = '<section></section>'
      host = root.firstChild
    }
    host.innerHTML = ${JSON.stringify(field)}
    const field = host.firstChild
    setTimeout(() => field.focus())
    globalThis.paste = () => field.focus()
  </script>`
}

const fields = [
  { field: '<input type=password>', inputType: 'password' },
  { field: '<textarea></textarea>', inputType: 'textarea' },
  { field: '<div contenteditable></div>', inputType: 'contenteditable' },
]

for (const modes of [['open'], ['closed'], ['open', 'closed'], ['closed', 'open'], ['closed', 'closed']]) {
  for (const { field, inputType } of fields) {
    test(`reports text typed into a ${inputType} in a shadow root: ${modes.join(', ')}`, async ({
      visit,
    }) => {
      const { page, untilText } = await visit(nested(modes, field))
      await page.evaluate(() => new Promise(resolve => setTimeout(resolve)))

      await page.keyboard.type('shadow words')
      await page.locator('#last-field').click()

      const all = await untilText('shadow words')
      expect(all.map(one => [one.text, one.inputType])).toEqual([['shadow words', inputType]])
    })
  }
}
