import type { PolicyModel } from './model/policy-model.ts'
import type { Target } from './targets/target.ts'

/** First line of the overview; a folder that has it may be written again. */
export const overviewTitle = '# Policy files of Weaklayer\n'

/** The README above the folders: what they were made from, and what is in them. */
export function overview(
  { gateway, updateUrl, ids, managed }: PolicyModel,
  targets: readonly Target[],
): string {
  const rows = targets.map(
    ({ name, title, proof }) =>
      `| [\`${name}\`](${name}/README.md) | ${title} | ${proof === 'browser' ? 'proven in a real browser' : 'parsed only'} |`,
  )
  return `${overviewTitle}
Written by \`weaklayer policy\`, which replaces these folders when it is called again. Each has a README that says where its
files go. Files with the install key have mode 0600: keep them so until your management tool has them.

- Gateway: \`${gateway.protocol}://${gateway.hostname}:${gateway.port}\`
- Packages and updates: \`${updateUrl}\`
- Extension: \`${ids.chromium}\` (Chrome, Edge, Chromium), \`${ids.firefox}\` (Firefox), version ${ids.version}
- Capture: \`${String(managed.capture)}\`

| Folder | For | State |
|---|---|---|
${rows.join('\n')}
`
}
