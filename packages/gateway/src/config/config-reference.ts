import { type ConfigKey, configKeys, environmentName } from './config-keys.ts'

/** The table of docs/gateway.md: every key with its variable, its default and what it means. */
export function configReference(): string {
  const rows = configKeys().map(rowOf)
  return ['| Key | Environment variable | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n')
}

function rowOf(key: ConfigKey): string {
  const name = environmentName(key.path)
  const [meaning = '', fallback] = key.description.split(/\s*@default\s*/)
  const cells = [
    `\`${keyName(key.path)}\``,
    name === undefined ? '–' : `\`${name}\``,
    fallback ?? (key.isRequired ? '**required**' : 'none'),
    meaning,
  ]
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** `outputs.[].filesystem.age` is written `outputs[filesystem].age`. */
function keyName(path: readonly string[]): string {
  const name = path.join('.')
  return name.startsWith('outputs.[]') ? name.replace(/\.\[\]\.(\w+)/, '[$1]') : name.replace('.[]', '[]')
}
