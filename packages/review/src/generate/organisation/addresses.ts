import { type SeededRandom, seededRandom, seedOf } from '../seeded-random.ts'

/** An address as the sensor records it by default: names of parameters only, no fragment. */
export interface Address {
  protocol: string
  host: string
  port?: number
  path: string
  search: string
}

const words =
  'about account agenda autumn balance basics battery beginner bicycle black board book bridge budget camera career change city class clean coast coffee cold colour comfort cooking country course cover custom daily dark data design detail digital dinner drive early electric energy evening event expert fabric family fast fence field final finance fish floor flower fresh front fruit future game garden glass green group guide hand health heavy help history holiday home house idea indoor island item jacket journey kitchen label lamp large leather library light limit list local lunch machine map market master material meeting member metal model modern month morning motor mountain music nature news night north number office oil online open order outdoor paint paper park partner people phone photo picture plan plant plastic player point pool power press price print product project public quality question quick radio rail rain range recipe record region repair report review ring river road room round route rural sale sample school science sea season second secret series service set shade share sheet ship shoe shop side signal silver simple small smart snow social solar sound space special speed spring square stage standard start station steel stone storage store story street strong style summer supply support surface system table tax team test theme ticket time tool top tour tower town track trade trail train travel tree trip update urban value video view village visit voice wall water weather web week west wheel white wide wild wind window winter wood work world year young'.split(
    ' ',
  )
const searches = [
  ...Array<string>(9).fill(''),
  '?id',
  '?page',
  '?ref',
  '?utm_source&utm_medium&utm_campaign',
  '?q&sort',
  '?lang',
  '?v',
  '?source&id',
]
const placeholders = ['{uuid}', '{token}', '{number}']

type PathOf = (random: SeededRandom) => string
const word = (random: SeededRandom) => random.pick(words)
const id = (random: SeededRandom) => 1 + random.below(random.below(4) === 0 ? 9_999_999 : 9_999)
const slug = (random: SeededRandom) => `${word(random)}-${word(random)}-${word(random)}`

const styles: PathOf[] = [
  random => `/${word(random)}/${2019 + random.below(8)}/${1 + random.below(12)}/${slug(random)}`,
  random => `/${word(random)}/${slug(random)}-${id(random)}.html`,
  random => `/p/${word(random)}-${word(random)}/${id(random)}`,
  random => `/${word(random)}s/${word(random)}`,
  random => `/wiki/${word(random)}_${word(random)}`,
  random => `/t/${slug(random)}/${id(random)}`,
  random => `/watch/${random.pick(placeholders)}`,
  random => `/docs/${word(random)}/${word(random)}/${word(random)}`,
]
const workStyles: PathOf[] = [
  random => `/${word(random)}s/${id(random)}`,
  random => `/${word(random)}s/${random.pick(placeholders)}/edit`,
  random => `/spaces/${word(random)}/pages/${id(random)}/${slug(random)}`,
  random => `/browse/${word(random)}-${id(random)}`,
  random => `/app/${word(random)}/${word(random)}`,
]

/** A page of a site: each host has a style of its own. */
export function pageOf(host: string, random: SeededRandom): Address {
  const style = styles[(seedOf(7, host) >>> 0) % styles.length] as PathOf
  const path = random.below(5) === 0 ? '/' : style(random)
  return { protocol: 'https:', host, path, search: random.pick(searches) }
}

/** A page of a service at work. */
export function workPageOf(host: string, random: SeededRandom): Address {
  const path = random.pick(workStyles)(random)
  return { protocol: 'https:', host, path, search: random.below(4) === 0 ? '?view' : '' }
}

/** A given page; a host without a dot or of digits speaks http. */
export function page(host: string, path: string, search = ''): Address {
  const local = !host.includes('.') || /^\d/.test(host)
  return { protocol: local ? 'http:' : 'https:', host, path, search }
}

const signInPaths = ['/login', '/signin', '/account/login', '/', '/user/login', '/auth/signin', '/sign-in']

/** Where a site asks for the password: always the same page. */
export function signInPage(host: string): Address {
  return page(host, signInPaths[(seedOf(11, host) >>> 0) % signInPaths.length] as string)
}

const signUpPaths = ['/register', '/signup', '/account/create', '/join', '/', '/checkout', '/login', '/start']

/** Where a site makes a new account. */
export function signUpPage(host: string): Address {
  const random = seededRandom(seedOf(13, host))
  return page(host, random.pick(signUpPaths), random.below(4) === 0 ? '?ref' : '')
}
