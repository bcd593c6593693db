import { execFileSync } from 'node:child_process'

/** System calls that the filters of a unit allow: a set with `@` in front is one of systemd's, `~` takes away. */
export function allowedCalls(unit: string): Set<string> {
  const allowed = new Set<string>()
  for (const [, filter = ''] of unit.matchAll(/^SystemCallFilter=(.+)$/gm)) {
    const isTakenAway = filter.startsWith('~')
    const calls = filter
      .replace(/^~/, '')
      .split(/\s+/)
      .flatMap(name => callsOf(name))
    for (const call of calls) {
      if (isTakenAway) allowed.delete(call)
      else allowed.add(call)
    }
  }
  return allowed
}

function callsOf(name: string): string[] {
  if (!name.startsWith('@')) return [name]
  const listing = execFileSync('systemd-analyze', ['syscall-filter', name], { encoding: 'utf8' })
  return listing
    .split('\n')
    .slice(1)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .flatMap(callsOf)
}
