/**
 * The DOM's own getters and methods, called from outside: a form's or a document's named children shadow its
 * properties in every world (`<form><input name="elements">`), https://html.spec.whatwg.org/#dom-form-nameditem.
 */
const { apply, getOwnPropertyDescriptor } = Reflect

function getter<Prototype extends object, Name extends keyof Prototype>(prototype: Prototype, name: Name) {
  const get = getOwnPropertyDescriptor(prototype, name)?.get
  return (of: Prototype): Prototype[Name] => apply(get as () => Prototype[Name], of, [])
}

export const localNameOf = getter(Element.prototype, 'localName')
export const isEditable = getter(HTMLElement.prototype, 'isContentEditable')
export const elementsOf = getter(HTMLFormElement.prototype, 'elements')
export const visibilityOf = getter(Document.prototype, 'visibilityState')
const parentElementOf = getter(Node.prototype, 'parentElement')
const namespaceOf = getter(Element.prototype, 'namespaceURI')
const nodeTypeOf = getter(Node.prototype, 'nodeType')
/** Not in Firefox, and not in TypeScript's list of a document's properties. */
const prerendering = getOwnPropertyDescriptor(Document.prototype, 'prerendering')?.get

const { getAttribute, closest } = Element.prototype
const { getRootNode } = Node.prototype
const { querySelectorAll: queryElement } = Element.prototype
const { querySelectorAll: queryDocument, createTreeWalker } = Document.prototype
const { querySelectorAll: queryFragment } = DocumentFragment.prototype

export const isPrerendering = (): boolean => prerendering !== undefined && apply(prerendering, document, [])
export const attributeOf = (element: Element, name: string): string | null =>
  apply(getAttribute, element, [name])
export const closestOf = (element: Element, selector: string): Element | null =>
  apply(closest, element, [selector])
export const rootOf = (node: Node): Node => apply(getRootNode, node, [])
export const textWalker = (root: Node): TreeWalker =>
  apply(createTreeWalker, document, [root, NodeFilter.SHOW_TEXT])

export function isHtmlElement(target: unknown): target is HTMLElement {
  return (
    target instanceof Node &&
    nodeTypeOf(target) === Node.ELEMENT_NODE &&
    namespaceOf(target as Element) === 'http://www.w3.org/1999/xhtml'
  )
}

/** All elements below a document, a shadow root or an element that match. */
export function elementsIn(scope: Node, selector: string): Iterable<Element> {
  const type = nodeTypeOf(scope)
  const query = type === Node.DOCUMENT_NODE ? queryDocument : queryElement
  return apply(type === Node.DOCUMENT_FRAGMENT_NODE ? queryFragment : query, scope, [selector])
}

/** The outermost element that is edited together with this one. */
export function editingHostOf(element: HTMLElement): HTMLElement {
  const parent = parentElementOf(element)
  return isHtmlElement(parent) && isEditable(parent) ? editingHostOf(parent) : element
}
