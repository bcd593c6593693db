/** The head that a line of the redo log says; nothing where it is none. */
export function parseHead<Head>(text: string, isHead: (head: Partial<Head>) => boolean): Head | undefined {
  try {
    const head = JSON.parse(text) as Partial<Head> | null
    return head !== null && isHead(head) ? (head as Head) : undefined
  } catch {
    return undefined
  }
}

export function isWhole(value: unknown, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most
}
