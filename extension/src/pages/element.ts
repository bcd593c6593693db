import { visibleText } from './visible-text.ts'

export type Child = Node | string | undefined

/** Makes an element. Strings become text nodes only, with invisible characters made visible. */
export function element(tag: string, attributes: Attributes = {}, children: Child[] = []): HTMLElement {
  return filled(document.createElement(tag), attributes, children)
}

/** The same for drawings. */
export function drawing(tag: string, attributes: Attributes = {}, children: Child[] = []): SVGElement {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)
}

type Attributes = Record<string, string | undefined>

function filled<T extends Element>(made: T, attributes: Attributes, children: Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, visibleText(value))
  }
  made.append(
    ...children
      .filter(child => child !== undefined)
      .map(child => (typeof child === 'string' ? document.createTextNode(visibleText(child)) : child)),
  )
  return made
}
