import { findFaketime, findProgram, howToInstall, type Program } from '../find-program.js'

/** The programs that do the harm. */
export interface Means {
  toxiproxy: string
  pgbouncer: string | undefined
  moto: string | undefined
  faketime: string | undefined
  /** What is left out without the others, in words. */
  missing: string[]
}

/** @throws Error without toxiproxy, or, when `all` is wanted, without any of them */
export function findMeans(all: boolean): Means {
  const missing: string[] = []
  const find = (name: Program, what: string) => {
    const path = findProgram(name)
    if (path === undefined) missing.push(`${what}: ${name} is not installed (${howToInstall[name]})`)
    return path
  }
  const toxiproxy = find('toxiproxy-server', 'everything')
  const pgbouncer = find('pgbouncer', 'PgBouncer')
  const moto = find('moto_server', 'artifacts in S3')
  const faketime = findFaketime()
  if (faketime === undefined)
    missing.push('clocks that jump: libfaketime is not installed (apt-get install libfaketime)')
  if (toxiproxy === undefined || (all && missing.length > 0)) throw new Error(missing.join('\n'))
  return { toxiproxy, pgbouncer, moto, faketime, missing }
}
