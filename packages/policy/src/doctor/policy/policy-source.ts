/** What a file says, in one form for all kinds of files. */
export type PolicySource =
  | {
      kind: 'browser'
      browser: Browser
      /** The browser's name: Chrome, Edge, Chromium, Firefox. */
      product: string
      /** Where such a file is installed; absent where that cannot be seen. */
      system?: 'windows' | 'macos' | 'linux'
      /** The policies as the browser's JSON has them. */
      policies: Record<string, unknown>
    }
  /** Managed values alone; who installs the sensor is not in the file. */
  | { kind: 'values'; product: string; values: unknown }

export type Browser = 'chromium' | 'firefox'

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that is an object; an empty one where it is not. */
export function recordIn(value: unknown, key: string): Record<string, unknown> {
  const member = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return isRecord(member) ? member : {}
}
