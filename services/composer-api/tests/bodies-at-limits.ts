import { composerDocument, dereference } from '@composer/contracts'

interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  maxLength?: number
  maxItems?: number
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
}

/** The bodies that become jobs. */
export const roots = ['ComposeRequest', 'DepsolveRequest', 'SearchPackagesRequest'] as const
export type Root = (typeof roots)[number]

/** A text or list of a request, and how to make a request in which it has a length. */
export interface Place {
  root: Root
  /** As `customizations.users[].name`. */
  name: string
  /** The schema that names it: what has the same schema is checked by the same code. */
  schema: string
  kind: 'text' | 'list'
  limit: number
  /** @param fill what the text is made of; lists are filled with items that differ. */
  body(length: number, fill: string): unknown
}

/** Builds a request with a value inside. */
type Wrap = (inner: unknown) => unknown

const document = composerDocument()
const resolve = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : dereference<Schema>(document, { $ref: schema.$ref })

/** What required members hold, by name; each has to pass the checks, so that those behind it run too. */
const usual: Record<string, (index: number) => unknown> = {
  path: (index) => `/etc/n${index}`,
  mountpoint: (index) => `/srv/n${index}`,
  min_size: () => 1,
  minsize: () => '1 GiB',
  architecture: () => 'x86_64',
  image_type: () => 'guest-image',
  repositories: () => [{ baseurl: 'https://repo.example.com/os' }],
  upload_options: () => ({ region: 'eu-west-1' }),
  reference: () => 'quay.io/a/b',
  manufacturing_server_url: () => 'https://fdo.example.com',
  baseurl: () => ['https://repo.example.com/os'],
  baseurls: () => ['https://repo.example.com/os'],
  distribution: () => 'centos-9',
  profile_id: () => 'xccdf_org.ssgproject.content_profile_cis',
}

/** An image without a target and a repository without an address are refused, though the schema lets them pass. */
const needed = ({ required = [], properties = {} }: Schema): string[] => [
  ...required,
  ...['upload_options', 'baseurl', 'baseurls'].filter((name) => name in properties && required.length > 0),
]

function minimal(schema: Schema, name: string, index: number): unknown {
  const usually = usual[name]
  if (usually) return usually(index)
  const own = resolve(schema)
  const branch = own.oneOf?.[0] ?? own.anyOf?.[0]
  if (branch) return minimal(branch, name, index)
  if (own.enum) return own.enum[0]
  switch (own.type) {
    case 'string':
      return `n${index}`
    case 'boolean':
      return false
    case 'integer':
      return 1
    case 'array':
      return []
    default:
      return Object.fromEntries(
        needed(own).map((member) => [member, minimal(own.properties?.[member] ?? {}, member, index)]),
      )
  }
}

function* placesOf(root: Root, schema: Schema, name: string, wrap: Wrap, parent = ''): Generator<Place> {
  const own = resolve(schema)
  const named = schema.$ref?.split('/').at(-1) ?? parent
  for (const branch of [...(own.oneOf ?? []), ...(own.anyOf ?? [])])
    yield* placesOf(root, branch, name, wrap, named)
  if (own.type === 'string' && own.maxLength !== undefined) {
    const body = (length: number, fill: string) =>
      wrap(fill.repeat(Math.ceil(length / fill.length)).slice(0, length))
    yield { root, name, schema: named, kind: 'text', limit: own.maxLength, body }
  }
  if (own.type === 'array' && own.maxItems !== undefined) {
    const { items = {} } = own
    const body = (length: number) => wrap(Array.from({ length }, (_, index) => minimal(items, '', index)))
    yield { root, name, schema: named, kind: 'list', limit: own.maxItems, body }
    yield* placesOf(root, items, `${name}[]`, (inner) => wrap([inner]), named)
  }
  for (const [member, property] of Object.entries(own.properties ?? {})) {
    const rest = needed(own).filter((one) => one !== member)
    const wrapMember: Wrap = (inner) =>
      wrap({
        ...Object.fromEntries(rest.map((one) => [one, minimal(own.properties?.[one] ?? {}, one, 0)])),
        ...(name === '' && root === 'ComposeRequest' && base(member)),
        [member]: inner,
      })
    yield* placesOf(root, property, name === '' ? member : `${name}.${member}`, wrapMember, named)
  }
}

/** What a compose request holds beside the member that is looked at. */
function base(member: string): object {
  const image = { image_request: minimal({ $ref: '#/components/schemas/ImageRequest' }, '', 0) }
  if (member === 'bootc') return image
  if (member === 'image_requests')
    return {
      distribution: 'centos-9',
      koji: { server: 's', task_id: 1, name: 'n', version: 'v', release: 'r' },
    }
  return { distribution: 'centos-9', ...(member !== 'image_request' && image) }
}

/** Every text and list of a body that becomes jobs. */
export function placesOfRequests(): Place[] {
  return roots.flatMap((root) => [
    ...placesOf(root, { $ref: `#/components/schemas/${root}` }, '', (inner) => inner),
  ])
}
