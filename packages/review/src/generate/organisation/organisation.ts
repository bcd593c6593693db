import { seededRandom, seedOf } from '../seeded-random.ts'
import { brandName, hostName } from './host-names.ts'

/** The company whose people browse, and the web as they see it. Made of the seed alone. */
export interface Organisation {
  seed: number
  brand: string
  /** The registrable domain of the company. */
  domain: string
  /** Where everybody signs in to work. */
  identityHost: string
  /** The company's own sign-in service, which the identity provider redirects to. */
  federationHost: string
  mailHost: string
  chatHost: string
  searchHosts: string[]
  intranet: string[]
  /** Services at work that sign in through the identity provider. */
  services: string[]
  /** Domains of the company beside its main one, each with a sign-in. */
  sisters: string[]
  /** Where passwords of the company are changed. */
  passwordHost: string
  /** Services that the company brings in while we look. */
  newServices: string[]
  /** Sites where many have a personal account, most popular first. */
  personal: string[]
  /** Other countries' sites of personal ones. */
  personalSisters: { known: string; sister: string }[]
  /** Devices with a page of their own: addresses and short names. */
  devices: string[]
}

/** How many hosts the web has, by how popular they are. */
const webHosts = 400_000
const count = { services: 24, newServices: 6, personal: 240, sisters: 120 }
const countries = ['de', 'fr', 'co.uk', 'nl', 'it', 'com.au', 'eu', 'pt']

export function createOrganisation(seed: number): Organisation {
  const random = seededRandom(seedOf(seed, 'organisation'))
  const brand = brandName(seed, -1, true)
  const domain = `${brand}.com`
  const brands = (from: number, many: number) =>
    Array.from({ length: many }, (_, at) => brandName(seed, -from - at))
  const personal = brands(1000, count.personal).map(
    (name, at) => `${at % 3 === 0 ? 'login' : 'www'}.${name}.com`,
  )
  return {
    seed,
    brand,
    domain,
    identityHost: 'login.microsoftonline.com',
    federationHost: `sts.${domain}`,
    mailHost: 'outlook.office.com',
    chatHost: 'teams.microsoft.com',
    searchHosts: ['www.google.com', 'www.google.com', 'www.google.com', 'www.bing.com', 'duckduckgo.com'],
    intranet: ['intranet', 'wiki', 'tickets', 'hr', 'reports', 'crm'].map(name => `${name}.${domain}`),
    services: brands(100, count.services).map(name => `app.${name}.${random.pick(['io', 'com', 'cloud'])}`),
    sisters: [
      `portal.${brand}-benefits.com`,
      `login.${brand}.net`,
      `www.${brand}-academy.com`,
      `my.${brand}.de`,
    ],
    passwordHost: `password.${brand}-accounts.com`,
    newServices: brands(300, count.newServices).map(
      name => `${random.pick(['www', 'app', 'my'])}.${name}.io`,
    ),
    personal,
    personalSisters: Array.from({ length: count.sisters }, (_, at) => {
      const known = personal[(at * 7) % personal.length] as string
      return { known, sister: known.replace(/\.com$/, `.${countries[at % countries.length]}`) }
    }),
    devices: ['10.20.0.14', '10.20.7.2', '192.168.178.1', 'printer-3', 'nas', 'buildbox'],
  }
}

/** A host of the web by its rank: few are visited by everybody, most by hardly anybody. */
export function webHost(organisation: Organisation, rank: number): string {
  return hostName(organisation.seed, rank)
}

/** A rank by Zipf's law: the chance falls with the rank. */
export function zipfRank(share: number): number {
  return Math.floor(webHosts ** share)
}
