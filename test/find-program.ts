import { accessSync, constants, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** How to get the programs that some suites need and npm does not bring. `.ci/tools` installs all of them. */
export const howToInstall = {
  helm: 'go install helm.sh/helm/v3/cmd/helm@v3.22.0',
  promtool: 'apt-get install prometheus',
  haproxy: 'apt-get install haproxy',
  openssl: 'apt-get install openssl',
  pgbouncer: 'apt-get install pgbouncer',
  moto_server: `pip install 'moto[s3,server]'`,
  'toxiproxy-server':
    'go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0, which is to be named so',
  'node-20.19': 'bash .ci/tools',
  'podman-with-bases': 'bash .ci/tools, as root on Debian 12',
} as const

export type Program = keyof typeof howToInstall

/** The path of an installed program, looked up in PATH, the system folders, Go's and that of `.ci/tools`. */
export function findProgram(name: Program): string | undefined {
  const { PATH = '', GOPATH = join(homedir(), 'go'), CI_TOOLS_DIR } = process.env
  const tools = CI_TOOLS_DIR ?? join(homedir(), '.cache/image-builder-composer-tools')
  const folders = [
    ...PATH.split(delimiter),
    '/usr/sbin',
    '/usr/local/bin',
    join(GOPATH, 'bin'),
    join(tools, 'bin'),
  ]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The library that gives a process a clock of its own (Debian: libfaketime); undefined when it is not there. */
export function findFaketime(): string | undefined {
  const folders = readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'faketime'))
  return folders
    .map((folder) => join(folder, 'libfaketimeMT.so.1'))
    .find((path) => {
      try {
        accessSync(path, constants.R_OK)
        return true
      } catch {
        return false
      }
    })
}
