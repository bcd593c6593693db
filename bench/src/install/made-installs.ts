import { exampleInstallKey, makeInstallKey, makeProof, makeSensorKeyPair } from '@weaklayer/wire'

export interface InstallPlan {
  sensors: number
  /** Show a key of the right group that no verifier accepts. */
  wrongKey?: boolean
}

/** Whole requests to /install, each of another sensor with its own proof. */
export async function makeInstalls({ sensors, wrongKey = false }: InstallPlan): Promise<Buffer[]> {
  const key = wrongKey ? await makeInstallKey(exampleInstallKey.group) : exampleInstallKey
  const body = JSON.stringify({ key, label: 'bench', device: 'machine-00417', user: 'somebody' })
  const requests: Buffer[] = []
  for (let count = 0; count < sensors; count++) requests.push(requestOf(body, await proofOfNewSensor()))
  return requests
}

async function proofOfNewSensor(): Promise<string> {
  const pair = await makeSensorKeyPair()
  const nowSeconds = Math.floor(Date.now() / 1000)
  return await makeProof(pair, { method: 'POST', url: 'http://127.0.0.1/install', nowSeconds })
}

function requestOf(body: string, proof: string): Buffer {
  const lines = [
    'POST /install HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: keep-alive',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    `DPoP: ${proof}`,
    'Content-Type: application/json',
    'Accept: */*',
    'Origin: chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'Sec-Fetch-Mode: cors',
    'Accept-Encoding: gzip, deflate, br, zstd',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
