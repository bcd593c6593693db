import { expect, test } from 'vitest'
import { browserFlags } from './browser-flags.ts'

const usual = {
  extensionDirectory: '/ext',
  isRoot: false,
  backgroundNetworking: false,
  loopbackOnly: false,
  backForwardCache: false,
}

test('gives both flags that an unpacked extension needs', () => {
  expect(browserFlags(usual).args).toEqual(
    expect.arrayContaining(['--disable-extensions-except=/ext', '--load-extension=/ext']),
  )
  expect(browserFlags(usual).without).toContain('--disable-extensions')
})

test('goes without the sandbox for root only', () => {
  expect(browserFlags(usual).args).not.toContain('--no-sandbox')
  expect(browserFlags({ ...usual, isRoot: true }).args).toContain('--no-sandbox')
})

test('keeps the traffic of the browser off unless it is wanted', () => {
  const flag = '--disable-background-networking'

  expect(browserFlags(usual).without).not.toContain(flag)
  expect(browserFlags({ ...usual, backgroundNetworking: true }).without).toContain(flag)
  expect(browserFlags({ ...usual, backgroundNetworking: true }).args.join()).not.toContain('googleapis')
})

test('resolves loopback only when that is wanted', () => {
  const everything = expect.stringContaining('MAP * ~NOTFOUND')

  expect(browserFlags(usual).args).not.toContainEqual(everything)
  expect(browserFlags({ ...usual, loopbackOnly: true }).args).toContainEqual(everything)
})

test('keeps pages for the back button when that is wanted', () => {
  const flag = '--disable-back-forward-cache'

  expect(browserFlags(usual).without).not.toContain(flag)
  expect(browserFlags({ ...usual, backForwardCache: true }).without).toContain(flag)
})
