import { DOMParser, type Element } from '@xmldom/xmldom'

/** Reads XML with a parser that is not ours; throws at the first thing that is not well-formed. */
export function readXml(text: string): Element {
  const onError = (level: string, message: string) => {
    throw new Error(`${level}: ${message}`)
  }
  const root = new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement
  if (root === null) throw new Error('there is no root element')
  return root
}

export function all(root: Element, name: string): Element[] {
  return [...root.getElementsByTagName(name)]
}

export function attribute(node: Element, name: string): string {
  const value = node.getAttribute(name)
  if (value === null) throw new Error(`${node.tagName} has no ${name}`)
  return value
}
