import type { Page } from 'playwright'
import { frameLoad, pageLoad, text } from './expected-event.ts'
import { follow, typeInto, type WalkAction } from './walk-action.ts'

const ship = '港の倉庫番'

/** Text in one field of the page for writing. */
interface Writing {
  name: string
  inputType: string
  value: string
}

function write(writing: Writing, run: (page: Page) => Promise<unknown>): WalkAction {
  const { name, inputType, value } = writing
  return { name, run, expects: site => [text(inputType, value, `${site.url}write.html`)] }
}

/** Types into the field of a frame whose address is `address`. */
function writeInFrame(frame: { name: string; selector: string; field: string; value: string }) {
  return {
    name: frame.name,
    run: (page: Page) =>
      page.frameLocator(frame.selector).locator(frame.field).pressSequentially(frame.value),
  }
}

const inFrames: WalkAction[] = [
  {
    ...follow('open a page with frames', '.bar a[href="/frames.html"]', 'frames.html'),
    expects: site => [
      ...pageLoad(`${site.url}frames.html`),
      ...frameLoad(`${site.otherUrl}widget.html`),
      ...frameLoad('about:srcdoc'),
      ...frameLoad('about:blank'),
    ],
  },
  {
    ...writeInFrame({
      name: 'type in the frame of another host',
      selector: '#other',
      field: '#place',
      value: 'Heligoland',
    }),
    expects: site => [text('text', 'Heligoland', `${site.otherUrl}widget.html`)],
  },
  {
    ...writeInFrame({
      name: 'type in the srcdoc frame',
      selector: '#inside',
      field: '#note',
      value: 'two lamps broken',
    }),
    expects: () => [text('text', 'two lamps broken', 'about:srcdoc')],
  },
  {
    ...writeInFrame({
      name: 'type in the about:blank frame',
      selector: '#blank',
      field: '#remark',
      value: 'as agreed',
    }),
    expects: () => [text('text', 'as agreed', 'about:blank')],
  },
]

const inFields: WalkAction[] = [
  follow('open the page for writing', '.bar a[href="/write.html"]', 'write.html'),
  write(
    { name: 'write a letter in a text area', inputType: 'textarea', value: 'Dear harbour master,' },
    page => typeInto(page, '#letter', 'Dear harbour master,'),
  ),
  write(
    { name: 'write in the rich editor', inputType: 'contenteditable', value: 'The foghorn is back' },
    page => typeInto(page, '#editor', 'The foghorn is back'),
  ),
  write({ name: 'type in a shadow tree', inputType: 'text', value: 'Pier four' }, page =>
    typeInto(page, '#berth', 'Pier four'),
  ),
  write({ name: 'insert text as an input method does', inputType: 'text', value: ship }, async page => {
    await page.locator('#ship').focus()
    await page.keyboard.insertText(ship)
  }),
  write({ name: 'copy it and paste it elsewhere', inputType: 'text', value: ship }, async page => {
    await page.locator('#ship').press('ControlOrMeta+a')
    await page.locator('#ship').press('ControlOrMeta+c')
    await page.locator('#copy').press('ControlOrMeta+v')
  }),
]

/** Fields of every kind, in frames and in shadow trees. */
export const writingActions: readonly WalkAction[] = [
  ...inFrames,
  ...inFields,
  follow('return to the start page', '.bar .brand', ''),
]
