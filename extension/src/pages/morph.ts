/**
 * Makes the children of a node equal to the new ones and touches only what differs, so that focus, selection,
 * opened details and live regions survive a refresh. Children with `data-key` keep their order among each other.
 */
export function morphChildren(parent: Node, next: readonly Node[]): void {
  let cursor: ChildNode | null = parent.firstChild
  for (const wanted of next) {
    const match = matchFrom(cursor, wanted)
    if (match === undefined) {
      parent.insertBefore(wanted, cursor)
      continue
    }
    while (cursor !== match) cursor = removed(cursor)
    morph(match, wanted)
    cursor = match.nextSibling
  }
  while (cursor !== null) cursor = removed(cursor)
}

const keyOf = (node: Node) => (node instanceof Element ? node.getAttribute('data-key') : null)

const isSameKind = (left: Node, right: Node) =>
  left.nodeName === right.nodeName && keyOf(left) === keyOf(right)

function matchFrom(cursor: ChildNode | null, wanted: Node): ChildNode | undefined {
  if (cursor === null) return undefined
  if (keyOf(wanted) === null) return isSameKind(cursor, wanted) ? cursor : undefined
  for (let node: ChildNode | null = cursor; node !== null; node = node.nextSibling) {
    if (isSameKind(node, wanted)) return node
  }
  return undefined
}

function removed(node: ChildNode | null): ChildNode | null {
  const after = node?.nextSibling ?? null
  node?.remove()
  return after
}

function morph(current: Node, wanted: Node): void {
  if (current instanceof Text) {
    if (current.data !== wanted.textContent) current.data = wanted.textContent ?? ''
  } else if (current instanceof Element && wanted instanceof Element) {
    morphAttributes(current, wanted)
    morphChildren(current, [...wanted.childNodes])
  }
}

function morphAttributes(current: Element, wanted: Element): void {
  for (const { name, value } of wanted.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value)
  }
  for (const { name } of [...current.attributes]) {
    // The reader opened it; a refresh must not close it.
    if (!wanted.hasAttribute(name) && name !== 'open') current.removeAttribute(name)
  }
}
