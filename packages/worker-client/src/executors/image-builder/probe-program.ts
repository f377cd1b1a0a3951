import { tmpdir } from 'node:os'
import { runProgram } from './run-program.js'

/** Version of the installed `image-builder`, and the options of its subcommand `manifest`. */
export interface ProgramAbilities {
  /** As the program prints it, such as `80.0.0`; `unknown` for a build without a version. */
  version: string
  has(option: string): boolean
  /** Name of the option for the folder of repository files, which differs between versions. */
  repositoryFolder: string
}

/** Options that every manifest needs. */
const REQUIRED = ['--distro', '--arch', '--blueprint']
/** Newest first. A version that knows an older name as deprecated hides it from its help. */
const REPOSITORY_FOLDER = ['--force-repo-dir', '--force-data-dir', '--data-dir']
/** Options that the help does not list. */
const HIDDEN = ['--use-librepo']
const PROBE_TIMEOUT_MS = 60_000

/**
 * Finds out version and options of the program. Call it once at the start. Only listed options are used later, because
 * for a deprecated one the program prints a warning into its standard output.
 * @throws {Error} if the program cannot be run, or lacks an option that every manifest needs
 */
export async function probeProgram(program: string, env: Record<string, string>): Promise<ProgramAbilities> {
  const run = (...args: string[]) =>
    runProgram(program, args, { cwd: tmpdir(), env, signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })

  const help = await run('manifest', '--help')
  if (help.exitCode !== 0) throw new Error(`${program} manifest --help failed: ${help.stderr.trim()}`)
  const listed = optionsIn(help.stdout)
  const missing = REQUIRED.filter((option) => !listed.has(option))
  const repositoryFolder = REPOSITORY_FOLDER.find((option) => listed.has(option))
  if (repositoryFolder === undefined) missing.push(REPOSITORY_FOLDER.join(' or '))
  if (repositoryFolder === undefined || missing.length > 0)
    throw new Error(`this version of ${program} has no option ${missing.join(', ')}`)
  for (const option of HIDDEN) {
    if ((await run('manifest', `${option}=false`, '--help')).exitCode === 0) listed.add(option)
  }
  return { version: await versionOf(run), has: (option) => listed.has(option), repositoryFolder }
}

/** Reads options from lines of the help such as `  -v, --verbose   Switch to …` or `      --seed int   rng seed …`. */
const optionsIn = (help: string): Set<string> =>
  new Set(help.split('\n').flatMap((line) => /^(?:-\w, )?(--[a-z][a-z0-9-]*)/.exec(line.trim())?.[1] ?? []))

async function versionOf(run: (...args: string[]) => ReturnType<typeof runProgram>): Promise<string> {
  // Older versions have the option `--version` instead of the subcommand.
  for (const args of [['version'], ['--version']]) {
    const { exitCode, stdout } = await run(...args)
    const [version] = stdout
      .split('\n')
      .flatMap((line) => /^version: "?([\w.+~-]+)/.exec(line.trim())?.[1] ?? [])
    if (exitCode === 0 && version !== undefined) return version
  }
  return 'unknown'
}
