import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface FakeImageBuilder {
  /** Folder of the program, for PATH. */
  folder: string
  program: string
  /** Command lines and environments of its runs with a manifest to make, oldest first. */
  runs(): Promise<{ args: string[]; env: Record<string, string>; files: Record<string, string> }[]>
}

const recordings = new URL('./recordings/solver-exchanges.json', import.meta.url)

/**
 * A program that behaves as image-builder was recorded to: it lists its options, asks its solver for each pipeline with
 * recorded requests, fails with the solver's words, writes SBOMs, prints the manifest, and prints a warning in front of it
 * when an option is deprecated.
 * @param extra JavaScript that runs before a manifest is made
 * @param node the Node.js that runs it
 */
export async function installFakeImageBuilder(
  folder: string,
  extra = '',
  node = process.execPath,
): Promise<FakeImageBuilder> {
  await mkdir(folder, { recursive: true })
  const program = join(folder, 'image-builder')
  await writeFile(program, source(folder, extra, node))
  await chmod(program, 0o755)
  return {
    folder,
    program,
    runs: async () =>
      (await readFile(join(folder, 'runs'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as never),
  }
}

const OPTIONS = [
  ...['arch', 'blueprint', 'bootc-build-ref', 'bootc-installer-payload-ref', 'bootc-pull-container'],
  ...['bootc-ref', 'distro', 'ignore-warnings', 'image-size', 'ostree-parent', 'ostree-ref', 'ostree-url'],
  ...['registrations', 'rpmmd-cache', 'seed', 'with-sbom', 'force-repo-dir', 'output-dir'],
]

const source = (folder: string, extra: string, node: string) => `#!${node}
const fs = require('node:fs')
const path = require('node:path')
const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const args = process.argv.slice(2)
const valueOf = (option) => (args.includes(option) ? args[args.indexOf(option) + 1] : undefined)

if (args[0] === 'version') {
  process.stdout.write('image-builder:\\n  version: 80.0.0\\n  commit: a1f35083b\\n  dependencies:\\n    osbuild: "191"\\n')
  process.exit(0)
}
if (args.includes('--help')) {
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--help' && !arg.startsWith('--use-librepo'))
  if (unknown) { console.error('error: unknown flag: ' + unknown); process.exit(1) }
  process.stdout.write('Flags:\\n' + ${JSON.stringify(OPTIONS)}.map((name) => '      --' + name + '   words\\n').join(''))
  process.exit(0)
}

const files = {}
for (const option of ['--blueprint', '--registrations']) if (valueOf(option)) files[option] = fs.readFileSync(valueOf(option), 'utf8')
for (const name of valueOf('--force-repo-dir') ? fs.readdirSync(valueOf('--force-repo-dir')) : []) files[name] = fs.readFileSync(path.join(valueOf('--force-repo-dir'), name), 'utf8')
fs.appendFileSync(${JSON.stringify(join(folder, 'runs'))}, JSON.stringify({ args, env: process.env, files }) + '\\n')
if (args.includes('--data-dir')) console.log('Flag --data-dir has been deprecated, Use --force-repo-dir instead')
${extra}
const fail = (message) => { console.error('Manifest generation step\\nerror: ' + message); process.exit(1) }
const exchanges = JSON.parse(fs.readFileSync(${JSON.stringify(recordings.pathname)}, 'utf8'))
const recorded = (name) => exchanges.find((exchange) => exchange.name === name).request
const blueprint = JSON.parse(files['--blueprint'] ?? '{}')
const wanted = (blueprint.packages ?? []).map(({ name }) => name)
const sets = {
  build: recorded('one transaction'),
  os: wanted.includes('nosuch-package') ? recorded('a package that does not exist') : recorded('the chain of the recorded jobs'),
}
// The real one walks through a map, in no order.
const names = process.pid % 2 ? ['build', 'os'] : ['os', 'build']
const repository = JSON.parse(Object.entries(files).find(([name]) => name.endsWith('.json'))?.[1] ?? '{}')[valueOf('--arch')]?.[0]
const solved = {}
for (const name of names) {
  const request = structuredClone(sets[name])
  if (repository) Object.assign(request.arguments.repos[0], { name: repository.name, baseurl: repository.baseurl })
  const { status, stdout } = spawnSync(process.env.OSBUILD_DEPSOLVE_DNF, [], { input: JSON.stringify(request), encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['pipe', 'pipe', 'ignore'] })
  if (status !== 0) {
    const { kind, reason } = JSON.parse(stdout)
    fail('error depsolving package sets for "' + name + '": DNF error occurred: ' + kind + ': ' + reason + ': running the depsolver failed: exit status 1')
  }
  solved[name] = JSON.parse(stdout)
}
if (args.includes('--with-sbom')) {
  for (const [name, purpose] of [['build', 'buildroot'], ['os', 'image']]) {
    fs.mkdirSync(valueOf('--output-dir'), { recursive: true })
    fs.writeFileSync(path.join(valueOf('--output-dir'), valueOf('--distro') + '-' + args[1] + '-' + valueOf('--arch') + '.' + purpose + '-' + name + '.spdx.json'), JSON.stringify(solved[name].sbom ?? null) + '\\n')
  }
}
const packages = Object.values(solved).flatMap(({ transactions }) => transactions.flat())
const rpms = ({ transactions }) => transactions.map((list) => ({
  type: 'org.osbuild.rpm',
  inputs: { packages: { type: 'org.osbuild.files', origin: 'org.osbuild.source', references: list.map(({ checksum }) => ({ id: checksum.algorithm + ':' + checksum.value })) } },
}))
const { hostname } = blueprint.customizations ?? {}
const manifest = {
  version: '2',
  pipelines: [
    { name: 'build', runner: 'org.osbuild.centos9', stages: rpms(solved.build) },
    { name: 'os', build: 'name:build', stages: [...rpms(solved.os), ...(hostname ? [{ type: 'org.osbuild.hostname', options: { hostname } }] : [])] },
    { name: 'image', build: 'name:build', stages: [{ type: 'org.osbuild.truncate', options: { filename: 'disk.img', size: valueOf('--image-size') ?? '10737418240' } }] },
    { name: 'qcow2', build: 'name:build', stages: [{ type: 'org.osbuild.qemu', options: { filename: 'disk.qcow2', format: { type: 'qcow2', compat: '1.1' } } }] },
  ],
  sources: { 'org.osbuild.curl': { items: Object.fromEntries(packages.map(({ checksum, remote_locations }) => [checksum.algorithm + ':' + checksum.value, { url: remote_locations[0] }])) } },
  seed: createHash('sha256').update(String(valueOf('--seed'))).digest('hex'),
}
process.stdout.write(JSON.stringify(manifest, null, 4) + '\\n')
`
