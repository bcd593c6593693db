/** One element; text and children do not mix. */
export interface XmlElement {
  name: string
  attributes?: Record<string, string>
  text?: string
  children?: readonly XmlElement[]
}

export function element(
  name: string,
  attributes: Record<string, string> = {},
  content: string | readonly XmlElement[] = [],
): XmlElement {
  return { name, attributes, ...(typeof content === 'string' ? { text: content } : { children: content }) }
}

/** An XML document, indented; `doctype` stands before its root. */
export function xmlText(root: XmlElement, doctype = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${doctype}${lines(root, '').join('\n')}\n`
}

function lines(node: XmlElement, indent: string): string[] {
  const attributes = Object.entries(node.attributes ?? {}).map(
    ([key, value]) => ` ${key}="${escaped(value)}"`,
  )
  const start = `${indent}<${node.name}${attributes.join('')}`
  if (node.text !== undefined) return [`${start}>${escaped(node.text)}</${node.name}>`]
  const children = node.children ?? []
  if (children.length === 0) return [`${start}/>`]
  return [`${start}>`, ...children.flatMap(child => lines(child, `${indent}  `)), `${indent}</${node.name}>`]
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Readers turn tabs and line ends (some also U+0085 and U+2028) into others, unless they are written as numbers. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, found => entities[found] ?? found)
    .replace(/[\t\n\r\u0085\u2028]/g, found => `&#${found.charCodeAt(0)};`)
}
