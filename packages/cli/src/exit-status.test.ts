import { expect, test } from 'vitest'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { runCli } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvents, sampleGroup } from './sample-directory.ts'

interface Row {
  call: string
  status: 0 | 1 | 2
  /** What standard output (status 0) or standard error shows. */
  shows: string
}

/** Runs in a directory with `events` (complete), `gaps` (seq 3 is missing), `empty` and `bad.yaml`. */
const rows: Row[] = [
  { call: 'secret', status: 0, shows: '{"secret":"' },
  { call: 'secret --json', status: 0, shows: '{"secret":"' },
  { call: 'key', status: 0, shows: '{"key":{"group":"' },
  { call: 'license', status: 0, shows: 'Apache License' },
  { call: 'license --json', status: 0, shows: '"license":"Apache-2.0"' },
  { call: '--version', status: 0, shows: '0.1.0' },
  { call: '--help', status: 0, shows: 'Commands:' },
  { call: 'help tail', status: 0, shows: '--no-follow' },
  { call: 'verify events', status: 0, shows: 'missing 0' },
  { call: 'verify', status: 0, shows: 'missing 0' },
  { call: 'verify events --json', status: 0, shows: '"record":"summary"' },
  { call: 'tail events --no-follow', status: 0, shows: '/page/2/' },
  { call: 'replay events', status: 0, shows: 'nothing to replay' },
  { call: 'replay letters --dry-run', status: 1, shows: '' },
  { call: 'replay nothing', status: 2, shows: 'nothing: it does not exist' },
  { call: 'replay events --config bad.yaml', status: 2, shows: 'named twice' },
  { call: 'replay --config bad.yaml', status: 1, shows: 'nothing was replayed: its configuration has' },
  {
    call: 'package --out out --key events/key.pem',
    status: 1,
    shows: 'events/key.pem cannot be read: ENOENT',
  },
  {
    call: 'package --out events --key events/key.pem',
    status: 1,
    shows: 'is inside events. Keep the key elsewhere',
  },
  { call: 'verify gaps', status: 1, shows: '' },
  { call: 'verify empty', status: 1, shows: 'weaklayer verify: nothing to verify: empty holds no events.' },
  { call: 'config check --fingerprint bad.yaml', status: 1, shows: 'Did you mean `port`?' },
  {
    call: 'config check bad.yaml',
    status: 1,
    shows: 'bad.yaml: sensor.api.prot: unknown key. Did you mean `port`?',
  },
  { call: 'server --config bad.yaml', status: 1, shows: 'the gateway did not start: its configuration has' },
  { call: 'doctor', status: 2, shows: 'there is nothing to check. Name a file with --policy' },
  { call: '', status: 2, shows: 'Usage: weaklayer' },
  { call: 'config', status: 2, shows: 'Usage: weaklayer config' },
  { call: 'servr', status: 2, shows: "unknown command 'servr'. Did you mean `server`?" },
  { call: 'verify nothing', status: 2, shows: 'nothing: it does not exist' },
]

const files = {
  [`events/${sampleGroup}/10-20.ndjson`]: lines(sampleEvents(1, 4)),
  [`gaps/${sampleGroup}/10-20.ndjson`]: lines([...sampleEvents(1, 2), ...sampleEvents(4, 5)]),
  [`letters/dead-letter/${sampleGroup}/10-20.ndjson`]: '{}\n',
  'empty/notes.txt': '',
  'bad.yaml': 'sensor:\n  api: {prot: 8080}\n',
}

test.each(rows)('`weaklayer $call` ends with $status', async ({ call, status, shows }) => {
  await using directory = await sampleDirectory(files)
  const ended = await runCli(
    call.split(' ').filter(word => word !== ''),
    { cwd: directory.path },
  )
  expect(ended).toMatchObject({ status, signal: null })
  expect(status === 0 ? ended.stdout : ended.stderr).toContain(shows)
  if (status === 0) expect(ended.stderr).toBe('')
  expect(ended.stderr).not.toMatch(/\n\s+at |Error:/)
})

test.each([
  ['config chek x', "unknown command 'chek'. Did you mean `check`?"],
  ['tail --jsn', "unknown option '--jsn'. Did you mean `--json`?"],
  ['key extra', 'too many arguments'],
  ['key --group x', 'Expected a UUID'],
  ['server', "required option '--config <file>' not specified"],
  ['server --config nothing.yaml', 'nothing.yaml: it does not exist'],
  ['config check @events', 'events: it is a directory'],
  ['verify @bad.yaml', 'bad.yaml: it is a file'],
  ['tail @nothing --no-follow', 'nothing: it does not exist'],
  ['tail @events --since yesterday', 'Expected a duration such as 24h'],
  ['tail @events --type TextInptu', 'Did you mean TextInput?'],
  ['tail @events --host https://x/', 'Expected a host'],
  ['tail @events --sensor laptop', 'Expected a sensor id'],
  ['package', "required option '--out <directory>' not specified"],
  ['package --out @out --version 1.2.x', '--version 1.2.x is none. Give one to four numbers'],
  ['package --out @out --ring ../x --publish @u', '--ring ../x is no name'],
  ['package --out @out --update-url https://x/u?ring=pilot', 'without ? or #'],
  ['package --out @out --key a --new-key b', 'exclude each other'],
  ['package --out @out --publish @u', '--publish needs --update-url'],
  ['package --out @out --ring pilot --update-url https://x/pilot', '--publish, which is missing'],
  ['package --out @out --ring pilot --publish @u --update-url https://x/u', 'it ends in /pilot'],
  ['package --out @out --signed-xpi nothing.xpi', 'there is no such file'],
  ['tail @events --lines many', 'Expected a whole number'],
  ['doctor --policy @nothing', 'nothing: it does not exist'],
  ['doctor --policy @events', 'events: it is a directory'],
  ['doctor --url gateway.example.com', 'Expected an address such as'],
  ['doctor --url https://user:word@gateway.example.com', 'Expected an address such as'],
  ['doctor --url https://gateway.example.com/install', 'Expected an address such as'],
  ['doctor --ids @bad.yaml', 'is no ids.json'],
  ['doctor --expect-version new', 'Expected a version such as'],
])('`weaklayer %s` is a wrong call', async (call, shows) => {
  await using directory = await sampleDirectory(files)
  const words = call.replaceAll('@', `${directory.path}/`).split(' ')
  const program = await createProgram()
  const wrong = await program.parseAsync(words, { from: 'user' }).then(
    () => undefined,
    error => reportError(error, 'weaklayer'),
  )
  expect(wrong).toMatchObject({ status: 2, text: expect.stringContaining(shows) })
})

test('every error says what failed and what to do in one line', async () => {
  for (const call of ['servr', 'verify nothing', 'tail --jsn']) {
    const { stderr } = await runCli(call.split(' '))
    expect(stderr).toMatch(/^weaklayer[a-z ]*: [^\n]+\. [^\n]+[.?]\n$/)
  }
})

test('hostile words in a call cannot move the cursor', async () => {
  const { stderr } = await runCli(['verify', '\u001b[2Jnothing\u202e'])
  expect(stderr).toContain('\\u{1b}[2Jnothing\\u{202e}')
})
