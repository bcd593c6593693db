import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type InstallKey, installKey, makeInstallKey, makeVerifier, toBase64 } from '@weaklayer/wire'
import { failure, fileFailure, systemCode } from '../failure.ts'

/** Everything that lies in the directory of the demo. */
export interface Home {
  directory: string
  /** True at the first start. */
  isNew: boolean
  configFile: string
  eventsDirectory: string
  storeDirectory: string
  extensionDirectory: string
  profileDirectory: string
  logFile: string
  /** A browser used the profile before. */
  hasProfile: boolean
  /** What the sensor enrols with. */
  installKey: InstallKey
}

/**
 * Opens the directory of the demo, and at the first start makes it with fresh secrets.
 * @throws DIRECTORY_NOT_WRITABLE, DISK_FULL, HOME_DAMAGED
 */
export async function openHome(directory: string): Promise<Home> {
  try {
    await makeDirectory(directory)
    await chmod(directory, 0o700)
    return await readOrMake(directory)
  } catch (error) {
    throw fileFailure(error, directory)
  }
}

/** Not mkdir's own recursion: it never ends where nothing can be made and the system says ENOENT, as in /proc. */
async function makeDirectory(directory: string): Promise<void> {
  const make = () =>
    mkdir(directory, { mode: 0o700 }).then(
      () => undefined,
      error => error as unknown,
    )
  const problem = await make()
  if (problem === undefined || (await isDirectory(directory))) return
  if (systemCode(problem) !== 'ENOENT' || dirname(directory) === directory) throw problem
  await makeDirectory(dirname(directory))
  const again = await make()
  if (again !== undefined) throw again
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
}

async function readOrMake(directory: string): Promise<Home> {
  const keyFile = join(directory, 'install-key.json')
  const configFile = join(directory, 'gateway.yaml')
  const [keyText, configText] = await Promise.all([readIfThere(keyFile), readIfThere(configFile)])
  // The configuration is written last: without it an earlier first start was cut short.
  const isNew = configText === undefined
  const key = isNew ? await makeSecrets(keyFile, configFile) : parseKey(keyText, keyFile)
  const profileDirectory = join(directory, 'profile')
  return {
    directory,
    isNew,
    configFile,
    eventsDirectory: join(directory, 'events'),
    storeDirectory: join(directory, 'store'),
    extensionDirectory: join(directory, 'extension'),
    profileDirectory,
    hasProfile: await isDirectory(join(profileDirectory, 'Default')),
    logFile: join(directory, 'gateway.log'),
    installKey: key,
  }
}

async function makeSecrets(keyFile: string, configFile: string): Promise<InstallKey> {
  const key = await makeInstallKey()
  await writePrivate(keyFile, `${JSON.stringify(key, null, 2)}\n`)
  await writePrivate(configFile, await configText(key))
  return key
}

async function configText(key: InstallKey): Promise<string> {
  const verifier = await makeVerifier(key)
  const secret = toBase64(crypto.getRandomValues(new Uint8Array(64)))
  return `# Gateway of the demo, with secrets of its own: keep it private.
# Made by npm start, which keeps it; also for: npx --no weaklayer server --config THIS_FILE
sensor:
  api: {host: 127.0.0.1, port: 8080}
  token:
    secrets:
      current: ${secret}
  install:
    verifiers:
      - ${JSON.stringify(verifier)}
outputs:
  - {type: filesystem, directory: events}
`
}

/** Appears whole or not at all, and only its owner may read it. */
async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function parseKey(text: string | undefined, file: string): InstallKey {
  try {
    return installKey.parse(JSON.parse(text ?? ''))
  } catch (cause) {
    throw failure({
      code: 'HOME_DAMAGED',
      message: `${file} ${text === undefined ? 'is missing' : 'holds no install key'}.`,
      todo: 'Remove gateway.yaml beside it to get new secrets, or the whole directory to begin anew.',
      cause,
    })
  }
}
