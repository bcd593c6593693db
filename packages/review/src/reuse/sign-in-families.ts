/**
 * Sites that share one sign-in: a password typed at one of them belongs to all. Only sites of one owner, and none where
 * strangers publish pages under a name of the owner's (such as sharepoint.com).
 */
export const defaultFamilies: readonly (readonly string[])[] = [
  [
    'microsoftonline.com',
    'microsoft.com',
    'cloud.microsoft',
    'microsoft365.com',
    'live.com',
    'office.com',
    'office365.com',
    'outlook.com',
    'hotmail.com',
    'onmicrosoft.com',
    'azure.com',
    'microsoftazuread-sso.com',
    'msn.com',
    'bing.com',
    'skype.com',
    'xbox.com',
    'visualstudio.com',
    'windows.com',
  ],
  [
    'google.com',
    'youtube.com',
    'gmail.com',
    'googlemail.com',
    'google.at',
    'google.ca',
    'google.ch',
    'google.co.in',
    'google.co.jp',
    'google.co.uk',
    'google.com.au',
    'google.com.br',
    'google.de',
    'google.es',
    'google.fr',
    'google.it',
    'google.nl',
    'google.pl',
  ],
  ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com'],
  ['onelogin.com', 'onelogin.eu'],
  ['pingidentity.com', 'pingone.com', 'pingone.eu', 'pingone.asia', 'pingone.ca'],
  ['duosecurity.com', 'duo.com'],
  ['apple.com', 'icloud.com', 'me.com'],
  [
    'amazon.com',
    'amazon.ca',
    'amazon.co.jp',
    'amazon.co.uk',
    'amazon.de',
    'amazon.es',
    'amazon.fr',
    'amazon.it',
    'amazon.nl',
    'audible.com',
    'awsapps.com',
  ],
  ['facebook.com', 'messenger.com', 'instagram.com', 'threads.net', 'meta.com'],
  ['yahoo.com', 'aol.com', 'flickr.com'],
  ['x.com', 'twitter.com'],
  ['atlassian.com', 'atlassian.net', 'bitbucket.org', 'trello.com', 'loom.com'],
  ['salesforce.com', 'force.com', 'tableau.com'],
  ['adobe.com', 'adobelogin.com', 'behance.net'],
  ['sap.com', 'successfactors.com', 'successfactors.eu', 'ariba.com', 'concursolutions.com', 'concur.com'],
  ['citrix.com', 'cloud.com', 'sharefile.com'],
  ['zoho.com', 'zoho.eu', 'zoho.in'],
  ['proton.me', 'protonmail.com', 'protonvpn.com'],
  ['stackoverflow.com', 'stackexchange.com', 'superuser.com', 'serverfault.com', 'askubuntu.com'],
  ['wikipedia.org', 'wikimedia.org', 'wiktionary.org', 'wikidata.org', 'mediawiki.org'],
  ['ebay.com', 'ebay.co.uk', 'ebay.de', 'ebay.fr', 'ebay.it'],
]

/** Tells which sites share a sign-in. */
export interface Families {
  areOne(site: string, other: string): boolean
  /** All sites that share a sign-in with this one, itself among them. */
  of(site: string): readonly string[]
}

/** @param lists groups of sites that share a sign-in; groups with a common site are one. */
export function createFamilies(lists: readonly (readonly string[])[]): Families {
  const families = new Map<string, Set<string>>()
  for (const list of lists) {
    const joined = new Set(list.flatMap(site => [site, ...(families.get(site) ?? [])]))
    for (const site of joined) families.set(site, joined)
  }
  return {
    areOne: (site, other) => site === other || families.get(site)?.has(other) === true,
    of: site => [...(families.get(site) ?? [site])],
  }
}
