import { isLoopback, type Problem } from '@weaklayer/wire'
import type { GatewayPlace } from './policy-model.ts'

/** What is usable of one input; undefined where there are problems. */
export interface Reading<Value> {
  value: Value | undefined
  problems: Problem[]
  warnings: Problem[]
}

/** Reads the gateway's address: protocol, host and port, nothing else. */
export function readGateway(text: string): Reading<GatewayPlace> {
  const path = '--gateway'
  const todo = 'Give it as https://gateway.example.com or https://gateway.example.com:8443.'
  const read = readUrl(text, { path, todo })
  if (read.value === undefined) return { ...read, value: undefined }
  if (read.value.pathname !== '/') {
    const message = 'has a path, which sensors cannot use: they ask for /install and /events'
    return refused({ path, message, todo: 'Leave the path out; give the gateway a host name of its own.' })
  }
  const { hostname, port } = read.value
  const protocol = read.value.protocol === 'http:' ? 'http' : 'https'
  const usual = protocol === 'http' ? 80 : 443
  return { ...read, value: { protocol, hostname, port: port === '' ? usual : Number(port) } }
}

/** Reads the address of the folder with packages and update manifests. */
export function readUpdateUrl(text: string): Reading<string> {
  const path = '--update-url'
  const todo = 'Give the address of the folder, such as https://gateway.example.com/updates.'
  const read = readUrl(text, { path, todo })
  if (read.value === undefined) return { ...read, value: undefined }
  if (/\.(xml|json|crx|xpi)$/i.test(read.value.pathname))
    return refused({ path, message: 'is the address of a file, expected that of its folder', todo })
  return { ...read, value: read.value.href.replace(/\/+$/, '') }
}

function refused(problem: Problem): { value: undefined; problems: Problem[]; warnings: [] } {
  return { value: undefined, problems: [problem], warnings: [] }
}

function readUrl(text: string, { path, todo }: { path: string; todo: string }): Reading<URL> {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    return refused({ path, message: 'expected an address that starts with https:// or http://', todo })
  if (url.username !== '' || url.password !== '') {
    const message = 'holds a user name or password, which every user of the browser could read'
    return refused({ path, message, todo: 'Leave it out.' })
  }
  if (/[?#]/.test(text))
    return refused({ path, message: 'has a part behind `?` or `#`, expected none', todo })
  const inClear = url.protocol === 'http:' && !isLoopback(url.hostname)
  return { value: url, problems: [], warnings: inClear ? [clearWarning(path, url.hostname)] : [] }
}

function clearWarning(path: string, host: string): Problem {
  const what =
    path === '--gateway'
      ? 'everybody on the way can read events and the install key'
      : 'everybody on the way sees which version is asked for, and can withhold an update'
  return { path, message: `is plain http to ${host}: ${what}`, todo: 'Use https.' }
}
