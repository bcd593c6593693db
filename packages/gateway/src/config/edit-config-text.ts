import { type Document, parseDocument } from 'yaml'

/** One change of a configuration. */
export interface ConfigEdit {
  /** `['sensor', 'token', 'secrets', 'past', 0]`: keys, and places in lists; the place behind the last one adds an entry. */
  path: readonly (string | number)[]
  /** Undefined takes it away. */
  value: unknown
}

/** Changes keys in the text of a configuration. JSON stays JSON; of YAML the comments, the order and the layout stay. */
export function editConfigText(text: string, edits: readonly ConfigEdit[]): string {
  if (edits.length === 0) return text
  const json = jsonValue(text)
  const document = parseDocument(json === undefined ? text : JSON.stringify(json))
  for (const edit of edits) apply(document, edit)
  return json === undefined
    ? document.toString({ lineWidth: 0, flowCollectionPadding: !/\{\S/.test(text) })
    : `${JSON.stringify(document.toJS(), null, 2)}\n`
}

function apply(document: Document, { path, value }: ConfigEdit): void {
  if (value === undefined) {
    document.deleteIn(path)
    return
  }
  // A key without a value counts as absent, and nothing can be put below it.
  for (let steps = 1; steps < path.length; steps++) {
    const above = path.slice(0, steps)
    if (document.hasIn(above) && document.getIn(above) === null) document.deleteIn(above)
  }
  // A plain value keeps the comment behind the one before.
  document.setIn(path, typeof value === 'object' ? document.createNode(value) : value)
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
