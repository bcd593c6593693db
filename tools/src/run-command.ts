import { spawn } from 'node:child_process'

/** Runs a command with the terminal's streams; resolves to its exit status. */
export function runCommand(
  program: string,
  options: string[],
  environment: Record<string, string> = {},
): Promise<number> {
  const child = spawn(program, options, { stdio: 'inherit', env: { ...process.env, ...environment } })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', status => resolve(status ?? 1))
  })
}
