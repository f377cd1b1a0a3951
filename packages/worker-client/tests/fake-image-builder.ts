import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the fake program saw of one call. */
export interface SeenCall {
  args: string[]
  env: Record<string, string>
  /** Contents and mode of the files named by its arguments, by option. */
  files: Record<string, { text: string; mode: string; path: string }>
}

export interface FakeImageBuilder {
  folder: string
  program: string
  seen(): Promise<SeenCall>
  close(): Promise<void>
}

/**
 * A program that records how it was called and then runs `body`, JavaScript with `args`, `outputDir` and `fs` at hand.
 */
export async function installFakeImageBuilder(body: string): Promise<FakeImageBuilder> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-image-builder-'))
  const program = join(folder, 'image-builder')
  await writeFile(program, source(folder, body))
  await chmod(program, 0o755)
  return {
    folder,
    program,
    seen: async () => JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8')) as SeenCall,
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

const source = (folder: string, body: string) => `#!${process.execPath}
const fs = require('node:fs')
const path = require('node:path')
const args = process.argv.slice(2)
const valueOf = (option) => args[args.indexOf(option) + 1]
const outputDir = valueOf('--output-dir')
const files = {}
const record = (option, file) => {
  files[option] = { text: fs.readFileSync(file, 'utf8'), mode: (fs.statSync(file).mode & 0o777).toString(8), path: file }
}
for (const option of ['--blueprint', '--registrations']) if (args.includes(option)) record(option, valueOf(option))
if (args.includes('--force-repo-dir')) {
  for (const name of fs.readdirSync(valueOf('--force-repo-dir'))) record(name, path.join(valueOf('--force-repo-dir'), name))
}
fs.writeFileSync(${JSON.stringify(join(folder, 'seen.json'))}, JSON.stringify({ args, env: process.env, files }))
${body}
`
