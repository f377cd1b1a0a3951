import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { runCommand } from '../src/run-command.js'

/** Whoever is on call follows the runbooks to the letter: what they name must be there. */

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
/** Paths below the root of all files in a folder and in those below it. */
const filesBelow = (folder: string): string[] =>
  readdirSync(new URL(folder, root), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}${entry.name}/`) : [`${folder}${entry.name}`],
  )
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found)

const runbooks = filesBelow('docs/runbooks/')
const dashboards = filesBelow('charts/shared/files/dashboards/')
const guide = 'docs/console.md'
const documents = [...runbooks, guide].map((path) => ({ path, text: read(path) }))
/** `what` that each document names, as rows of a table of tests. */
const named = (what: (text: string) => string[]): [string, string][] =>
  documents.flatMap(({ path, text }) => what(text).map((found): [string, string] => [path, found]))

let printed: string
let complained: string
beforeEach(() => {
  printed = ''
  complained = ''
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true))
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((complained += String(text)), true))
})
afterEach(() => void jest.restoreAllMocks())

/** In code, behind the name of the program. */
const commandsIn = (text: string): string[] =>
  [
    ...matches(text, /`operations\s+([^`]+)`/g),
    ...matches(text, /packages\/operations\/dist\/main\.js +([^`\n]+)/g),
  ].filter((command) => command !== '…')
const wordsOf = (command: string): string[] =>
  (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))
/** With a setting that cannot be: every command reads the settings first, once its name, arguments and options are understood. */
const run = (...args: string[]) => runCommand(args, { LOG_LEVEL: 'refused' }, new AbortController().signal)

describe('the command line knows what the documents name', () => {
  it.each(named(commandsIn))('%s: operations %s', async (_, command) => {
    await run(...wordsOf(command))
    expect(complained).toContain('LOG_LEVEL')
  })

  it('and all of its commands are in the list of the guide', async () => {
    await run('--help')
    const commands = matches(printed, /^ {2}([a-z][a-z-]+)(?: |$)/gm).filter((name) => name !== 'help')
    const [, list = ''] = /lists the commands:([^.]+)\./.exec(read(guide)) ?? []
    expect(matches(list, /`([^`]+)`/g).toSorted()).toEqual(commands.toSorted())
  })
})

describe('the page has what the documents name', () => {
  const rows = [...read(guide).matchAll(/^\| (\w+) +\| `(\/console[^`]*)`/gm)]
  const views = rows.map(([, view = '']) => view)
  const addresses = rows.map(([, , address = '']) => address)

  it('in its routes, all of which are in the table of the guide', () => {
    const paths = matches(read('packages/console/src/main.tsx'), /\bpath: '(\w[^']*)'/g)
    const routes = paths.map((path) => `/console/${path.replace(':id', '<id>')}`)
    expect(addresses.toSorted()).toEqual(['/console', ...routes].toSorted())
  })

  it.each(named((text) => matches(text, /(\/console(?:\/[\w<>:/-]*)?)(?=[`\s])/g)))('%s: %s', (_, address) =>
    expect(addresses).toContain(address),
  )

  it.each(named((text) => matches(text, /\bconsole, _([^_]+)_/gi)))('%s: the view %s', (_, view) =>
    expect(views).toContain(view),
  )
})

it.each(named((text) => matches(text, /_([^_]+)_ (?:dashboard|panel)/g)))(
  '%s: dashboards have %s',
  (_, name) => {
    const titles = dashboards.flatMap((path) =>
      matches(read(path), /"title": "(?:Image Builder: )?([^"]+)"/g),
    )
    expect(titles.map((title) => title.toLowerCase())).toContain(name.toLowerCase())
  },
)

describe('what runbooks name in italics is a text of a page, a dashboard or a log', () => {
  const sources = ['packages/', 'services/'].flatMap(sourcesBelow).flatMap(filesBelow)
  const shown = [...dashboards, ...sources].map(read).join('\n')

  it.each(named((text) => matches(text, /(?<![\w`])_([A-Z][^_`]+)_(?!\w)/g)))('%s: %s', (_, name) =>
    expect(shown.toLowerCase()).toMatch(
      new RegExp(`["'>]\\s*(image builder: )?${name.toLowerCase()}\\s*["'<]`),
    ),
  )
})

it.each(runbooks)('no step of %s needs SQL', (path) => {
  for (const code of matches(read(path), /`([^`]+)`/g))
    expect(code).not.toMatch(/\b(SELECT|INSERT|UPDATE|DELETE|TRUNCATE|psql)\b/)
})

function sourcesBelow(folder: string): string[] {
  return readdirSync(new URL(folder, root)).map((name) => `${folder}${name}/src/`)
}
