import type { SqlRefusal } from './sql-error.ts'

/** What SQL may read: the views of a store. */
const tables = ['events', 'dead_letters', 'first_seen']
/** Functions after FROM that touch nothing but their arguments. Others read files, change settings or run text as SQL. */
const tableFunctions = [
  'generate_series',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
]
/** Functions in expressions that tell about this machine, write, or wait. */
const refusedFunctions = new Set([
  'current_setting',
  'currval',
  'getenv',
  'getvariable',
  'json_execute_serialized_sql',
  'json_serialize_plan',
  'nextval',
  'setseed',
  'sleep_ms',
  'write_log',
])

export type Judgement = { status: 'ok' } | { status: 'refused'; refusal: SqlRefusal }

type Node = Readonly<Record<string, unknown>>

/**
 * Whether a statement is one SELECT over the store's views. Settings alone do not hold: a SELECT can call functions that
 * change what they keep, such as `enable_logging`, and COPY may write to every path that may be read.
 * @param parsed what the database's own parser made of the text: the value of `json_serialize_sql`
 */
export function judgeStatement(parsed: string): Judgement {
  const { error, error_type: kind, error_message: said, statements = [] } = JSON.parse(parsed)
  if (error === true) return kind === 'parser' ? invalid(String(said)) : refused(notSelect)
  if (statements.length === 0) return invalid('there is no statement')
  if (statements.length > 1) return refused(`these are ${statements.length} statements`)
  return judgeNodes(statements[0])
}

const notSelect = 'this is no SELECT'

function judgeNodes(root: unknown): Judgement {
  const nodes = nodesOf(root)
  const names = new Set([...tables, ...nodes.flatMap(commonTables)])
  for (const node of nodes) {
    const why = objection(node, names)
    if (why !== undefined) return refused(why)
  }
  return { status: 'ok' }
}

/** Every object inside of a value, however deep. */
function nodesOf(root: unknown): Node[] {
  const nodes: Node[] = []
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) nodes.push(value as Node)
    for (const inside of Object.values(value)) pending.push(inside)
  }
  return nodes
}

/** The names that WITH gives. */
function commonTables(node: Node): string[] {
  const { cte_map: named, cte_name: recursive } = node as {
    cte_map?: { map?: { key: string }[] }
    cte_name?: string
  }
  const keys = (named?.map ?? []).map(({ key }) => key.toLowerCase())
  return recursive === undefined ? keys : [...keys, recursive.toLowerCase()]
}

function objection(node: Node, names: ReadonlySet<string>): string | undefined {
  if (node.type === 'BASE_TABLE') return tableObjection(node, names)
  if (node.type === 'TABLE_FUNCTION') {
    const name = functionName(node.function as Node)
    if (!tableFunctions.includes(name))
      return `the function ${name} is not allowed after FROM, only ${tableFunctions.join(', ')}`
  }
  if (node.class === 'FUNCTION' && refusedFunctions.has(functionName(node)))
    return `the function ${functionName(node)} is not allowed`
  return undefined
}

function tableObjection(node: Node, names: ReadonlySet<string>): string | undefined {
  const { table_name: name, schema_name: schema, catalog_name: catalog } = node as Record<string, string>
  const isOurs = ['', 'main'].includes(schema ?? '') && ['', 'memory'].includes(catalog ?? '')
  if (isOurs && names.has(String(name).toLowerCase())) return undefined
  const path = [catalog, schema, name].filter(part => part !== undefined && part !== '').join('.')
  return `there is no table ${path}: the tables are ${tables.join(', ')}`
}

const functionName = (node: Node) => String(node.function_name).toLowerCase()

function invalid(message: string): Judgement {
  return refuse({
    code: 'SQL_INVALID',
    message,
    todo: 'Correct the statement; `DESCRIBE events` lists the columns.',
  })
}

function refused(message: string): Judgement {
  return refuse({
    code: 'SQL_REFUSED',
    message: `the statement is refused: ${message}`,
    todo: `Write one SELECT over ${tables.join(', ')}; docs/sql.md says what is allowed.`,
  })
}

function refuse(refusal: SqlRefusal): Judgement {
  return { status: 'refused', refusal }
}
