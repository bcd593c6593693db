/** An address without credentials, query and fragment, as messages show it. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return 'an address that is none'
  const { protocol, host, pathname } = new URL(text)
  return `${protocol}//${host}${pathname}`.slice(0, 300)
}
