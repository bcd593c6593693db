import { wrongCall } from './cli-error.ts'

/** Options of `weaklayer package`, as commander gives them. */
export interface PackageOptions {
  out: string
  key?: string
  newKey?: string
  /** Without a slash at the end. */
  updateUrl?: string
  publish?: string
  ring?: string
  version?: string
  signedXpi?: string
  allowNewId?: boolean
  json?: boolean
}

/** The options of a call that makes sense; `updateUrl` has no slash at the end. Throws what is wrong with any other. */
export async function checkedOptions(given: PackageOptions): Promise<PackageOptions> {
  const { isVersion, readFolderUrl } = await import('@weaklayer/policy')
  const { version, ring, updateUrl } = given
  if (version !== undefined && !isVersion(version))
    throw wrongCall(`--version ${version} is none`, 'Give one to four numbers up to 65535, such as 1.2.3.')
  if (ring !== undefined && !/^[a-z0-9][a-z0-9-]{0,31}$/.test(ring))
    throw wrongCall(`--ring ${ring} is no name`, 'Give up to 32 of a-z, 0-9 and -, such as pilot.')
  const folder = updateUrl === undefined ? undefined : readFolderUrl(updateUrl)
  if (folder?.status === 'invalid') throw wrongCall('--update-url is not usable', folder.message)
  const options = { ...given, ...(folder && { updateUrl: folder.url }) }
  const wrong = wrongCombination(options)
  if (wrong !== undefined) throw wrongCall(wrong.message, wrong.todo)
  return options
}

/** What is wrong with options that are each right. */
function wrongCombination({
  key,
  newKey,
  updateUrl,
  publish,
  ring,
}: PackageOptions): { message: string; todo: string } | undefined {
  if (key !== undefined && newKey !== undefined)
    return { message: '--key and --new-key exclude each other', todo: 'Give one of them.' }
  if (ring !== undefined && publish === undefined)
    return { message: '--ring says where in --publish, which is missing', todo: 'Add --publish DIRECTORY.' }
  if (publish === undefined) return undefined
  if (updateUrl === undefined)
    return {
      message: '--publish needs --update-url',
      todo: 'Add the address that browsers reach the directory at, with the ring behind it.',
    }
  if (ring !== undefined && !updateUrl.endsWith(`/${ring}`))
    return {
      message: `the browsers of ring ${ring} would look for updates at ${updateUrl}, which is another folder`,
      todo: `Give --update-url the address of the ring's folder; it ends in /${ring}.`,
    }
  return undefined
}
