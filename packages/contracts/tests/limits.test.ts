import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { composerDocument, dereference } from '@composer/contracts'

interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  maxLength?: number
  maxItems?: number
  properties?: Record<string, Schema>
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
}

interface Bound {
  /** `Schema.member`, with `[]` for the items of a list. */
  member: string
  limit: number | undefined
  kind: 'characters' | 'items'
}

const document = composerDocument()

/** Every string and list that a request body can hold, by the schema that names it. */
function boundsOfBodies(): Bound[] {
  const bounds = new Map<string, Bound>()
  const seen = new Set<string>()
  const visit = (node: Schema, member: string): void => {
    if (node.$ref !== undefined) {
      const name = node.$ref.split('/').at(-1) ?? ''
      const target = dereference<Schema>(document, node)
      if (target.type === 'string') visit(target, name)
      else if (!seen.has(name)) {
        seen.add(name)
        visit(target, name)
      }
      return
    }
    for (const branch of [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.allOf ?? [])])
      visit(branch, member)
    for (const [name, property] of Object.entries(node.properties ?? {})) visit(property, `${member}.${name}`)
    if (node.type === 'string' && node.enum === undefined)
      bounds.set(member, { member, limit: node.maxLength, kind: 'characters' })
    if (node.type === 'array') {
      bounds.set(member, { member, limit: node.maxItems, kind: 'items' })
      visit(node.items ?? {}, `${member}[]`)
    }
  }
  for (const item of Object.values(document.paths)) {
    const schema = item.post?.requestBody?.content['application/json']?.schema
    if (schema) visit(schema, 'body')
  }
  return [...bounds.values()]
}

const row = /^\| ([\d,]+) (characters|items) +\| (.+?) +\| [^|]+ \|$/

/** The rows of docs/limits.md: `Schema.member` in backticks, several of one schema as `Schema.a`, `.b`. */
function boundsOfTable(): Bound[] {
  const page = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8')
  return page.split('\n').flatMap((line) => {
    const [, limit, kind, members] = row.exec(line) ?? []
    if (limit === undefined || members === undefined) return []
    let schema = ''
    return [...members.matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
      const member = name.startsWith('.') ? schema + name : name
      schema = member.split('.')[0] ?? ''
      return { member, limit: Number(limit.replaceAll(',', '')), kind: kind as Bound['kind'] }
    })
  })
}

const sorted = (bounds: Bound[]) => bounds.toSorted((a, b) => (a.member < b.member ? -1 : 1))

describe('the bodies that composer-api takes', () => {
  it('bound every text and every list', () => {
    const bounds = boundsOfBodies()

    expect(bounds.length).toBeGreaterThan(150)
    expect(bounds.filter(({ limit }) => limit === undefined)).toEqual([])
  })

  it('have the limits that docs/limits.md states', () => {
    expect(sorted(boundsOfTable())).toEqual(sorted(boundsOfBodies()))
  })
})
