import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import {
  absoluteSchema,
  composerDocument,
  dereference,
  openApiAjv,
  readOperations,
  schemaKey,
  workerDocument,
  type ResponseObject,
} from '@composer/contracts'

const composer = composerDocument()
const { schemas } = composer.components as {
  schemas: Record<string, { additionalProperties?: unknown; properties?: object }>
}

describe.each([
  ['composer', composerDocument()],
  ['worker', workerDocument()],
])('the %s document', (_, document) => {
  it('is valid OpenAPI', async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(document) })
    expect({ valid, errors }).toEqual({ valid: true })
  })

  it('has schemas that compile strictly', () => {
    const ajv = openApiAjv(document)
    for (const name of Object.keys(document.components.schemas))
      expect(ajv.getSchema(schemaKey(name))).toBeDefined()
  })

  it('has answers that compile strictly and describe themselves', () => {
    const ajv = openApiAjv(document)
    for (const { responses } of readOperations(document)) {
      for (const response of Object.values(responses).map((one) =>
        dereference<ResponseObject>(document, one),
      )) {
        expect(response.description).not.toBe('')
        for (const { schema } of Object.values(response.content ?? {})) {
          expect(() => ajv.compile(absoluteSchema({ ...schema, format: undefined }))).not.toThrow()
        }
      }
    }
  })

  it('names every operation once and documents that it may fail', () => {
    const operations = readOperations(document)
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { operationId, security, responses } of operations) {
      expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining(['500'])])
      if (!security)
        expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining(['401'])])
    }
  })

  it('has types that are up to date', () => {
    const script = fileURLToPath(new URL('../scripts/generate-types.mjs', import.meta.url))
    const { NODE_OPTIONS: _options, ...env } = process.env
    expect(() => execFileSync(process.execPath, [script, '--check'], { env, stdio: 'pipe' })).not.toThrow()
  })
})

describe('the composer document', () => {
  it.each([
    'ComposeRequest',
    'ImageRequest',
    'AWSEC2UploadOptions',
    'AWSS3UploadOptions',
    'GCPUploadOptions',
    'AzureUploadOptions',
    'ContainerUploadOptions',
    'LocalUploadOptions',
    'OCIUploadOptions',
    'PulpOSTreeUploadOptions',
    'Blueprint',
    'BlueprintCustomizations',
    'Customizations',
    'SSHKey',
    'Package',
    'PackageGroup',
    'Module',
    'FirewallCustomization',
    'BlueprintFirewall',
    'FirewallServices',
    'FirewallZones',
    'User',
    'BlueprintUser',
    'Kernel',
    'Services',
    'Timezone',
    'Locale',
    'FDO',
    'FIPS',
    'Ignition',
    'IgnitionEmbedded',
    'IgnitionFirstboot',
    'Group',
    'Koji',
    'CACertsCustomization',
    'AWSEC2CloneCompose',
    'DepsolveRequest',
    'SearchPackagesRequest',
  ])('refuses unknown members of %s', (name) => {
    expect(schemas[name]?.additionalProperties).toBe(false)
  })

  it.each([
    'Bootc',
    'Repository',
    'CustomRepository',
    'BlueprintRepository',
    'OpenSCAP',
    'BlueprintOpenSCAP',
    'OpenSCAPTailoring',
    'OpenSCAPJSONTailoring',
    'Installer',
    'RPMCustomization',
    'RHSMCustomization',
    'RHSMConfig',
    'UploadTarget',
    'Container',
    'Directory',
    'File',
    'BlueprintFile',
    'Filesystem',
    'BlueprintFilesystem',
    'OSTree',
    'Subscription',
    'Disk',
    'FilesystemTyped',
    'BtrfsVolume',
    'BtrfsSubvolume',
    'VolumeGroup',
    'LogicalVolume',
    'DNF',
    'DNFConfig',
  ])('ignores unknown members of %s', (name) => {
    expect(schemas[name]).toBeDefined()
    expect(schemas[name]?.additionalProperties).toBeUndefined()
  })

  it('has the defaults that clients see again in metadata', () => {
    const defaults = Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties as Record<string, { default?: unknown }>).flatMap(([member, schema]) =>
        schema.default === undefined ? [] : [[`${name}.${member}`, schema.default] as const],
      ),
    )
    expect(Object.fromEntries(defaults)).toEqual({
      'ImageRequest.size': 0,
      'Repository.rhsm': false,
      'Repository.check_repo_gpg': false,
      'Repository.module_hotfixes': false,
      'AWSS3UploadOptions.public': false,
      'AzureUploadOptions.hyper_v_generation': 'V1',
      'Customizations.partitioning_mode': 'auto-lvm',
      'BlueprintCustomizations.partitioning_mode': 'auto-lvm',
      'Directory.ensure_parents': false,
      'File.ensure_parents': false,
      'OSTree.rhsm': false,
      'Subscription.rhc': false,
      'FIPS.enabled': false,
      'DNFConfig.set_releasever': false,
    })
  })

  it('asks for no token where clients have none', () => {
    const open = readOperations(composer).flatMap(({ path, security }) => (security ? [path] : []))
    expect(open).toEqual(['/errors', '/openapi'])
  })

  it('accepts a request with customizations or a blueprint, not with both', () => {
    const validate = openApiAjv(composer).getSchema(schemaKey('ComposeRequest'))
    const image_request = {
      architecture: 'x86_64',
      image_type: 'guest-image',
      repositories: [],
      upload_options: {},
    }
    const request = { distribution: 'centos-9', image_request }
    expect(validate?.({ ...request, customizations: {} })).toBe(true)
    expect(validate?.({ ...request, blueprint: { name: 'b' } })).toBe(true)
    expect(validate?.({ ...request, customizations: {}, blueprint: { name: 'b' } })).toBe(false)
  })
})
