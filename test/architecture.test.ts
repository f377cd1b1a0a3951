import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '..')
const scope = '@composer/'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
}

/** What each package takes from the others at run time, as `taken ← taker`. */
function importedPackages(): string[] {
  const folders = ['packages', 'services'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  )
  return [...folders, 'db'].flatMap((folder) => {
    const text = readFileSync(join(root, folder, 'package.json'), 'utf8')
    const { name, dependencies = {} } = JSON.parse(text) as Manifest
    return Object.keys(dependencies).flatMap((taken) =>
      taken.startsWith(scope) ? [`${taken.slice(scope.length)} ← ${name.slice(scope.length)}`] : [],
    )
  })
}

/** The lines of the drawing, with one pair for each. */
function drawnPackages(): string[] {
  const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const drawing = /## Import directions\n\n```\n(.*?)```/s.exec(page)?.[1] ?? ''
  return [...drawing.matchAll(/^([\w-]+) +← (.+)$/gm)].flatMap(([, taken = '', takers = '']) =>
    takers.split(', ').map((taker) => `${taken} ← ${taker}`),
  )
}

it('ARCHITECTURE.md draws every import between packages, and no other', () => {
  expect(drawnPackages().sort()).toEqual(importedPackages().sort())
})
