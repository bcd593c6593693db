import browser from 'webextension-polyfill'

/** Some browsers never settle this read; Chromium takes 3 s on a second start. */
const limitMs = 5000

/** What policy says; undefined for nothing. An answer after the limit goes to `late`. */
export async function readManaged(late: (managed: unknown) => void): Promise<unknown> {
  let waiting = true
  const limit = new Promise<undefined>(resolve => setTimeout(resolve, limitMs, undefined))
  const said = managedValues().then(values => {
    if (!waiting) late(values)
    return values
  })
  const first = await Promise.race([said, limit])
  waiting = false
  return first
}

export function onManagedChanged(listener: () => void): void {
  browser.storage.onChanged.addListener((_changes, area) => {
    if (area === 'managed') listener()
  })
}

async function managedValues(): Promise<unknown> {
  try {
    const values = await browser.storage.managed.get(null)
    return Object.keys(values).length === 0 ? undefined : values
  } catch {
    // Firefox rejects where there is no policy: that is nothing, and no failure.
    return undefined
  }
}
