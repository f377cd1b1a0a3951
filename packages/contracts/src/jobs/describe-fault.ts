import type { ErrorObject } from 'ajv'

/** What Ajv found, in words that name the member as code would: `targets[0].name must be string`. */
export function describeFault([error]: readonly ErrorObject[]): string {
  if (!error) return 'it does not fit'
  const { instancePath, keyword, params, message = 'does not fit' } = error
  const path = memberPath(instancePath)
  if (keyword === 'required') return `${below(path, String(params.missingProperty))} is missing`
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as unknown[]).join(', ')}` : ''
  return `${path === '' ? 'it' : path} ${message}${allowed}`
}

function memberPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : below(path, part)), '')
}

const below = (path: string, member: string) => (path === '' ? member : `${path}.${member}`)
