import { DOMParser, type Element } from '@xmldom/xmldom'

/** The root of an XML text; undefined when it is not well-formed. Says nothing of it on standard error. */
export function parseXml(text: string): Element | undefined {
  try {
    const document = new DOMParser({ onError: stop }).parseFromString(text, 'text/xml')
    return document.documentElement ?? undefined
  } catch {
    return undefined
  }
}

function stop(_level: string, message: string): never {
  throw new Error(message)
}
