import type { BenignKind } from './planned-case.ts'

/** How benign cases share out among their kinds, in per mille; of people who reuse passwords, and of everybody. */
const perMille: Record<BenignKind, number> = {
  'personal-reuse': 400,
  'personal-reuse-new-site': 100,
  'password-manager': 40,
  'sister-domain': 100,
  'supplier-portal': 40,
  'company-domain': 80,
  'identity-provider': 60,
  'password-change': 40,
  'new-service': 60,
  'wrong-site': 50,
  'one-time-code': 18,
  'local-device': 10,
  'work-password-at-tool': 2,
}
/** A password for work at a tool that nobody else uses is what detection looks for; it is benign all the same. */
const mostAtTools = 3

/** How many cases of each kind there are; what rounding leaves goes to the commonest one. */
export function benignCounts(cases: number): Record<BenignKind, number> {
  const counts = Object.fromEntries(
    Object.entries(perMille).map(([kind, share]) => [kind, Math.floor((cases * share) / 1000)]),
  ) as Record<BenignKind, number>
  counts['work-password-at-tool'] = Math.min(mostAtTools, counts['work-password-at-tool'])
  // A change makes two: the old password at the page of passwords, the new one at the identity provider.
  counts['password-change'] -= counts['password-change'] % 2
  const sum = Object.values(counts).reduce((one, other) => one + other, 0)
  counts['personal-reuse'] += cases - sum
  return counts
}

/** Kinds that only people have who reuse their passwords. */
export const kindsOfReusers: ReadonlySet<BenignKind> = new Set<BenignKind>([
  'personal-reuse',
  'personal-reuse-new-site',
  'password-manager',
  'sister-domain',
  'supplier-portal',
])
