/**
 * The DOM's own getters and methods, called from outside: a form's or a document's named children shadow its
 * properties in every world (`<form><input name="elements">`), https://html.spec.whatwg.org/#dom-form-nameditem.
 */
const { apply, getOwnPropertyDescriptor } = Reflect

/** Looked up at the first use: each interface that a frame touches at its start costs the page some 30 us. */
function getter<Prototype extends object, Name extends keyof Prototype>(
  prototype: () => Prototype,
  name: Name,
) {
  let get: (() => Prototype[Name]) | undefined
  return (of: Prototype): Prototype[Name] => {
    get ??= getOwnPropertyDescriptor(prototype(), name)?.get as () => Prototype[Name]
    return apply(get, of, [])
  }
}

export const localNameOf = getter(() => Element.prototype, 'localName')
export const isEditable = getter(() => HTMLElement.prototype, 'isContentEditable')
export const elementsOf = getter(() => HTMLFormElement.prototype, 'elements')
export const visibilityOf = getter(() => Document.prototype, 'visibilityState')
export const activeElementOf = getter(() => ShadowRoot.prototype, 'activeElement')
const parentElementOf = getter(() => Node.prototype, 'parentElement')
const namespaceOf = getter(() => Element.prototype, 'namespaceURI')
const nodeTypeOf = getter(() => Node.prototype, 'nodeType')

/** Not in Firefox, and not in TypeScript's list of a document's properties. */
export const isPrerendering = (): boolean => {
  const prerendering = getOwnPropertyDescriptor(Document.prototype, 'prerendering')?.get
  return prerendering !== undefined && apply(prerendering, document, [])
}
/** Closed ones too: only extensions see this property. Not in Chromium, and not in TypeScript's list. */
export const shadowRootInFirefox = (element: Element): ShadowRoot | null => {
  const get = getOwnPropertyDescriptor(Element.prototype, 'openOrClosedShadowRoot')?.get
  return get === undefined ? null : apply(get, element, [])
}
export const attributeOf = (element: Element, name: string): string | null =>
  apply(Element.prototype.getAttribute, element, [name])
export const closestOf = (element: Element, selector: string): Element | null =>
  apply(Element.prototype.closest, element, [selector])
export const rootOf = (node: Node): Node => apply(Node.prototype.getRootNode, node, [])
export const textWalker = (root: Node): TreeWalker =>
  apply(Document.prototype.createTreeWalker, document, [root, NodeFilter.SHOW_TEXT])

export function isHtmlElement(target: unknown): target is HTMLElement {
  return (
    target instanceof Node &&
    nodeTypeOf(target) === Node.ELEMENT_NODE &&
    namespaceOf(target as Element) === 'http://www.w3.org/1999/xhtml'
  )
}

/** All elements below a document, a shadow root or an element that match. */
export function elementsIn(scope: Node, selector: string): Iterable<Element> {
  return apply(parentInterface(scope).querySelectorAll, scope, [selector])
}

function parentInterface(scope: Node): ParentNode {
  const type = nodeTypeOf(scope)
  if (type === Node.DOCUMENT_NODE) return Document.prototype
  return type === Node.DOCUMENT_FRAGMENT_NODE ? DocumentFragment.prototype : Element.prototype
}

/** The outermost element that is edited together with this one. */
export function editingHostOf(element: HTMLElement): HTMLElement {
  const parent = parentElementOf(element)
  return isHtmlElement(parent) && isEditable(parent) ? editingHostOf(parent) : element
}
