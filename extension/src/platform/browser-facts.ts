import browser from 'webextension-polyfill'

/** What browser this is, and what the sensor may do in it. */
export interface BrowserFacts {
  browser: string
  os: string
  incognitoAllowed: boolean
  fileAccess: boolean
  hostAccess: boolean
}

export async function browserFacts(): Promise<BrowserFacts> {
  const [platform, incognitoAllowed, fileAccess, hostAccess] = await Promise.all([
    browser.runtime.getPlatformInfo(),
    browser.extension.isAllowedIncognitoAccess(),
    browser.extension.isAllowedFileSchemeAccess(),
    browser.permissions.contains({ origins: ['<all_urls>'] }),
  ])
  const os = `${platform.os} ${platform.arch}`
  return { browser: browserName(navigator.userAgent), os, incognitoAllowed, fileAccess, hostAccess }
}

const products = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Chromium']

/** `Firefox/153.0`, `Edg/140.0.0.0`, `Chrome/156.0.0.0`: the most telling product of a user agent. */
function browserName(userAgent: string): string {
  const found = products.find(product => userAgent.includes(`${product}/`))
  return new RegExp(`${found ?? 'Mozilla'}/[\\d.]+`).exec(userAgent)?.[0] ?? ''
}
