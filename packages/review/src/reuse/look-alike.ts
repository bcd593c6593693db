import { domainToUnicode } from 'node:url'
import { type Site, siteOf } from './site-of.ts'

/** How the name of one host plays on that of a site. */
export interface LookAlike {
  /** The site that it looks like. */
  site: string
  kind: 'lookalike letters' | 'carries its address' | 'near spelling' | 'carries its name' | 'other ending'
  /** From 0 to 1. */
  strength: number
}

/** Letters that look like others to a hasty reader, and how they are compared. */
const lookalikes: readonly (readonly [RegExp, string])[] = [
  [/[аàáâãäåɑα@]/gu, 'a'],
  [/[еéèêëєε3]/gu, 'e'],
  [/[оοøσ0]/gu, 'o'],
  [/[рρ]/gu, 'p'],
  [/[сϲç]/gu, 'c'],
  [/[уγ]/gu, 'y'],
  [/[хχ]/gu, 'x'],
  [/[ѕ5$]/gu, 's'],
  [/[ԁ]/gu, 'd'],
  [/[ɡ9]/gu, 'g'],
  [/[һ]/gu, 'h'],
  [/[ј]/gu, 'j'],
  [/[κк]/gu, 'k'],
  [/[ми]/gu, 'm'],
  [/[νѵ]/gu, 'v'],
  [/[тτ]/gu, 't'],
  [/[ӏіìíîïιı!|1li]/gu, 'l'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
]
/** Names that many sites have in common say nothing. */
const commonWords = new Set(
  'account accounts admin apps cloud forum group home intranet login mail media news office online portal secure service shop sign store support team test webmail work world'.split(
    ' ',
  ),
)
const leastName = 4
const leastInside = 5

/** A name as it is compared. */
interface ReadName extends Site {
  /** What somebody sees who reads the name hastily. */
  seen: string
  seenBare: string
  /** The same of the host without its suffix, with hyphens for dots. */
  seenHost: string
  seenHostBare: string
  /** The host as it is shown, and how its site may stand inside of another host. */
  shown: string
  carried: readonly string[]
  /** A bit for each letter of `seen`: names with too many different ones cannot be near. */
  letters: number
}

/** Finds likenesses, and remembers them, and how hosts and sites read: the same ones are asked for again and again. */
export interface LikenessFinder {
  /** The strongest likeness of a host to one of these sites; undefined for none. */
  find(hostname: string, sites: Sites): LookAlike | undefined
}

type Sites = ReadonlySet<string> | readonly string[]

export function createLikenessFinder(): LikenessFinder {
  const known = new Map<string, ReadName>()
  const read = (hostname: string) => {
    const name = known.get(hostname) ?? readName(hostname)
    known.set(hostname, name)
    return name
  }
  const found = new WeakMap<Sites, Map<string, LookAlike | undefined>>()
  return {
    find(hostname, sites) {
      const ofSites = found.get(sites) ?? new Map<string, LookAlike | undefined>()
      found.set(sites, ofSites)
      if (!ofSites.has(hostname)) ofSites.set(hostname, strongest(read(hostname), [...sites].map(read)))
      return ofSites.get(hostname)
    },
  }
}

function strongest(own: ReadName, others: readonly ReadName[]): LookAlike | undefined {
  let best: LookAlike | undefined
  for (const other of others) {
    if (other.site === own.site) continue
    const found = likeness(own, other)
    if (found !== undefined && found.strength > (best?.strength ?? 0)) best = { site: other.site, ...found }
  }
  return best
}

function readName(hostname: string): ReadName {
  const site = siteOf(hostname)
  const name = domainToUnicode(site.name) || site.name
  const bare = domainToUnicode(hostname.slice(0, hostname.length - (site.site.length - site.name.length)))
  const seen = skeleton(name)
  const seenHost = `-${skeleton(bare.replaceAll('.', '-'))}-`
  return {
    ...site,
    name,
    shown: `.${domainToUnicode(hostname) || hostname}.`,
    carried: [`.${site.site}.`, `.${site.site.replaceAll('.', '-')}.`],
    seen,
    seenBare: withoutHyphens(seen),
    letters: lettersOf(seen),
    seenHost,
    seenHostBare: withoutHyphens(seenHost),
  }
}

function skeleton(name: string): string {
  const plain = name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  return lookalikes.reduce((text, [pattern, letter]) => text.replace(pattern, letter), plain)
}

type Likeness = Omit<LookAlike, 'site'>

function likeness(own: ReadName, other: ReadName): Likeness | undefined {
  if (other.isAddress || other.name.length < leastName) return undefined
  return sameName(own, other) ?? carriedAddress(own, other) ?? nearName(own, other) ?? carriedName(own, other)
}

function sameName(own: ReadName, other: ReadName): Likeness | undefined {
  if (own.name === other.name) return { kind: 'other ending', strength: 0.5 }
  return own.seenBare === other.seenBare ? { kind: 'lookalike letters', strength: 1 } : undefined
}

/** `acme.com.sign-in.example` */
function carriedAddress({ shown }: ReadName, { carried }: ReadName): Likeness | undefined {
  return carried.some(site => shown.includes(site)) ? { kind: 'carries its address', strength: 1 } : undefined
}

function nearName(own: ReadName, { seen, letters }: ReadName): Likeness | undefined {
  const most = Math.min(own.seen.length, seen.length) >= 8 ? 2 : seen.length > leastName ? 1 : 0
  if (bitsIn(own.letters ^ letters) > 2 * most) return undefined
  const distance = editDistance(own.seen, seen, most)
  if (distance > most) return undefined
  return { kind: 'near spelling', strength: distance === 1 ? 0.9 : 0.7 }
}

function lettersOf(name: string): number {
  let bits = 0
  for (const letter of name) bits |= 1 << (letter.charCodeAt(0) % 32)
  return bits
}

function bitsIn(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}

/** `acme-login.example`, `secure.acme.example`, `myacmebank.example` */
function carriedName(
  { seenHost, seenHostBare }: ReadName,
  { name, seen, seenBare }: ReadName,
): Likeness | undefined {
  if (commonWords.has(name)) return undefined
  if (seenHost.includes(`-${seen}-`)) return { kind: 'carries its name', strength: 0.8 }
  const isInside = seen.length >= leastInside && seenHostBare.includes(seenBare)
  return isInside ? { kind: 'carries its name', strength: 0.6 } : undefined
}

const withoutHyphens = (text: string) => text.replaceAll('-', '')

/** Letters to add, drop, replace or swap with their neighbour; more than `most` is `most + 1`. */
export function editDistance(one: string, two: string, most: number): number {
  if (Math.abs(one.length - two.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: two.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row++) {
    const now = [row]
    for (let column = 1; column <= two.length; column++) {
      const differs = one[row - 1] === two[column - 1] ? 0 : 1
      const swapped = one[row - 1] === two[column - 2] && one[row - 2] === two[column - 1]
      now[column] = Math.min(
        (now[column - 1] as number) + 1,
        (last[column] as number) + 1,
        (last[column - 1] as number) + differs,
        swapped && row > 1 && column > 1 ? (beforeLast[column - 2] as number) + 1 : most + 1,
      )
    }
    beforeLast = last
    last = now
  }
  return Math.min(last[two.length] as number, most + 1)
}
