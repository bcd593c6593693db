import type { PreparedStep, RotationOutput } from './write-rotation.ts'

/** What to do with the steps: the order, the commands, how to see that it worked, how long to wait, and the way back. */
export function rotationReadme({ plan, steps, source }: RotationOutput): string {
  const { admin } = source.config
  const metrics = `curl -sS http://${admin.host}:${admin.port}/metrics | grep weaklayer_config_info`
  return [
    `# ${plan.title}`,
    plan.intro,
    'Do each step on **every** gateway before the next one begins. At every moment two gateways may be one step apart, no more. Every file here may hold secrets (mode 0600); delete the folder in the end.',
    ...steps.map((step, index) => section(step, { index, metrics, before: steps[index - 1] })),
    [
      '## The way back',
      'Until step 3: put the files of the step before in place and reload, on every gateway, before you go back another step. Before step 1 stands the configuration that you have now: keep a copy. After step 3 a step back is step 2.',
    ].join('\n\n'),
    ...(steps.some(({ files }) => files.some(({ target }) => target.startsWith('the variable ')))
      ? [variables]
      : []),
    `## Other gateways\n\n${plan.outro}`,
    'More: docs/runbooks.md (when something leaked), docs/gateway.md, "Changing the configuration".',
  ]
    .join('\n\n')
    .concat('\n')
}

const variables = `## Variables

A running process keeps its variables: where one of them has to change, restart the gateways one after another in place of the
reload (nothing is lost), or let a variable with \`_FILE\` behind its name point to a file once, whose content every reload reads
again. The same holds for systemd's \`LoadCredential\`, whose files are copied at a start.`

function section(
  { step, files, fingerprint }: PreparedStep,
  { index, metrics, before }: { index: number; metrics: string; before: PreparedStep | undefined },
): string {
  const head = [`## Step ${index + 1}: ${step.title}`, step.meaning]
  if (before !== undefined && textsOf(before) === textsOf({ files }))
    return [...head, 'Nothing changes at the gateways.', `Wait: ${step.wait}`].join('\n\n')
  const copies = files.map(({ name, target }) =>
    target.startsWith('the variable ')
      ? `# ${target} becomes the content of ${step.name}/${name}`
      : `cp ${quoted(`${step.name}/${name}`)} ${quoted(target)}`,
  )
  const [config] = files
  const commands = [
    ...copies,
    `npx --no weaklayer config check --fingerprint ${quoted(config?.target ?? '')}   # ${fingerprint}`,
    'systemctl reload weaklayer-gateway',
    metrics,
  ]
  return [
    ...head,
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
    `It worked where the last command shows the fingerprint that \`config check\` printed on that machine, and the log has a line "the configuration changed". \`cp\` keeps owner and rights of the file that it replaces.`,
    `Wait: ${step.wait}`,
  ].join('\n\n')
}

function textsOf({ files }: Pick<PreparedStep, 'files'>): string {
  return JSON.stringify(files.map(({ name, text }) => [name, text]))
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
