import { openOutput } from './test-files.ts'

/** Many groups write to an output again and again, all at once, forty rounds a second: `node child-output.ts DIRECTORY REDO-LOG-BYTES GROUP…` prints each `<group>/<number>` that is durable. */
const [directory = '', redoLogBytes, ...groups] = process.argv.slice(2)
const limits = { sizeBytes: 1_000_000, mostOpenFiles: 100, redoLogBytes: Number(redoLogBytes) }
const { output, clock } = await openOutput(directory, limits)
for (let number = 1; number <= 200; number++) {
  const write = async (group: string) => {
    const id = `${group}/${number}`
    const { status } = await output.write(group, Buffer.from(`${JSON.stringify({ id })}\n`))
    if (status === 'durable') process.stdout.write(`${id}\n`)
  }
  await Promise.all(groups.map(write))
  await clock.advance(25)
}
await output.close()
