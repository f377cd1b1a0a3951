import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { renderPlan, toGraphJobs, type JobPlan, type PlannedJob } from '@composer/contracts'
import { planContext } from '../../tests/plan-context.js'
import { makeImageRequest, makeRequest } from '../../tests/make-request.js'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import type { Blueprint } from '../blueprint/blueprint.js'
import type { Catalog } from '../catalog/catalog.js'
import type { ComposeRequest } from '../api-types.js'
import { omitAbsent } from '../omit-absent.js'
import { parseComposeRequest } from '../request/parse-compose-request.js'
import type { PlanContext } from './context.js'
import { planCompose } from './plan-compose.js'

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

async function plan(body: ComposeRequest, manifests?: PlanContext['manifests']): Promise<JobPlan> {
  const hash = async (plain: readonly string[]) => plain.map(() => '$6$salt$hash')
  return planCompose(await parseComposeRequest(body, catalog, hash), planContext(manifests))
}

const sample = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../tests/sample-requests/${name}.json`, import.meta.url), 'utf8'),
  ) as ComposeRequest

function args<Type extends PlannedJob['type']>(jobs: JobPlan, type: Type, ref?: string) {
  const job = jobs.find((one) => one.type === type && (ref === undefined || one.ref === ref))
  if (job === undefined) throw new Error(`no ${type}`)
  return job.args as Extract<PlannedJob, { type: Type }>['args']
}

const noMode = { partitioning_mode: 'auto-lvm' } as const
const koji = {
  server: 'https://koji.example.com/hub',
  task_id: 42,
  name: 'Image',
  version: '1',
  release: '2',
}

describe('planCompose', () => {
  it.each<[string, () => ComposeRequest, string]>([
    [
      'a plain compose',
      () => makeRequest(),
      `manifest#0 (manifest-id-only)
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a compose that embeds containers',
      () =>
        makeRequest({ customizations: { ...noMode, containers: [{ source: 'registry.example.com/a' }] } }),
      `container-resolve#0 (container-resolve)
manifest#0 (manifest-id-only) <- container-resolve#0
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a compose whose type cannot embed containers',
      () =>
        makeRequest(
          {
            distribution: 'rhel-9.6',
            customizations: { ...noMode, containers: [{ source: 'registry.example.com/a' }] },
          },
          { image_type: 'edge-installer', ostree: { rhsm: false, url: 'https://o.example.com' } },
        ),
      `ostree-resolve#0 (ostree-resolve)
manifest#0 (manifest-id-only) <- ostree-resolve#0
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'an OSTree commit with containers and a parent',
      () =>
        makeRequest(
          {
            distribution: 'rhel-9.6',
            customizations: { ...noMode, containers: [{ source: 'registry.example.com/a' }] },
          },
          { image_type: 'edge-commit', ostree: { rhsm: false, url: 'https://o.example.com' } },
        ),
      `container-resolve#0 (container-resolve)
ostree-resolve#0 (ostree-resolve)
manifest#0 (manifest-id-only) <- container-resolve#0, ostree-resolve#0
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a bootc compose',
      () => sample('bootc'),
      `manifest#0 (manifest-id-only)
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a koji compose of two images',
      () => sample('koji'),
      `koji-init
manifest#0 (manifest-id-only)
build#0 (osbuild:x86_64) <- koji-init, manifest#0
manifest#1 (manifest-id-only)
build#1 (osbuild:aarch64) <- koji-init, manifest#1
koji-finalize <- koji-init, build#0, build#1`,
    ],
    [
      'a koji compose that embeds containers',
      () =>
        makeRequest({
          koji,
          customizations: { ...noMode, containers: [{ source: 'registry.example.com/a' }] },
        }),
      `koji-init
container-resolve#0 (container-resolve)
manifest#0 (manifest-id-only) <- container-resolve#0
build#0 (osbuild:x86_64) <- koji-init, manifest#0
koji-finalize <- koji-init, build#0`,
    ],
    [
      'a koji compose without images',
      () => ({ distribution: 'fedora-43', image_requests: [], koji }),
      `koji-init
koji-finalize <- koji-init`,
    ],
  ])('draws %s', async (_, body, drawing) => {
    expect(renderPlan(await plan(body()))).toBe(drawing)
  })

  it('fails the manifest at once when a container or commit cannot be resolved', async () => {
    const body = makeRequest(
      {
        distribution: 'rhel-9.6',
        customizations: { ...noMode, containers: [{ source: 'registry.example.com/a' }] },
      },
      { image_type: 'edge-commit', ostree: { rhsm: false, url: 'https://o.example.com' } },
    )
    const manifest = toGraphJobs(await plan(body)).find(({ ref }) => ref === 'manifest#0')

    expect(manifest?.dependsOn.map(({ failureResult }) => JSON.parse(failureResult ?? '{}'))).toMatchObject([
      { job_error: { id: 31 } },
      { job_error: { id: 35 } },
    ])
  })
})

describe('the manifest step', () => {
  it('hands the blueprint, the repositories and the options over', async () => {
    const jobs = await plan(sample('aws'))

    expect(args(jobs, 'manifest-id-only')).toEqual({
      Args: {
        Distro: 'rhel-9.6',
        Arch: 'x86_64',
        ImageType: 'ami',
        Blueprint: {
          name: 'empty blueprint',
          version: '0.0.0',
          packages: [],
          modules: [],
          enabled_modules: [],
          groups: [],
          customizations: {
            openscap: { profile_id: 'xccdf_org.ssgproject.content_profile_cis' },
            fips: true,
            disk: {
              partitions: [{ type: 'lvm', name: 'rootvg', minsize: 0, logical_volumes: [] }],
            },
          },
        },
        Repositories: [
          expect.objectContaining({
            baseurls: ['https://cdn.example.com/rhel9/9.6/x86_64/baseos/os'],
            rhsm: true,
            check_gpg: true,
          }),
          expect.objectContaining({ baseurls: ['https://cdn.example.com/rhel9/9.6/x86_64/appstream/os'] }),
        ],
        Subscription: {
          organization: '1000001',
          activation_key: 'the-activation-key',
          server_url: 'subscription.example.com',
          base_url: 'https://cdn.example.com/',
          insights: true,
          rhc: true,
        },
        Size: 10 * 2 ** 30,
        Seed: 42,
        Facts: {
          APIType: 'cloudapi-v2',
          OpenSCAPProfileID: 'xccdf_org.ssgproject.content_profile_cis',
          BlueprintID: '5f0f2f5e-8a63-4a58-8f0a-3c1d2e4b5a69',
        },
      },
    })
  })

  it('says where in the dynamic args containers and commits are', async () => {
    const containers = {
      customizations: {
        ...noMode,
        containers: [{ source: 'registry.example.com/a', name: 'a', tls_verify: false }],
      },
    }
    const ostree = { rhsm: false, url: 'https://o.example.com', ref: 'my/ref', parent: 'old/ref' }
    const jobs = await plan(
      makeRequest({ distribution: 'rhel-9.6', ...containers }, { image_type: 'edge-commit', ostree }),
    )
    const spec = {
      source: 'registry.example.com/a',
      name: 'a',
      'tls-verify': false,
      image_id: '',
      digest: '',
    }

    expect(args(jobs, 'container-resolve')).toEqual({
      arch: 'x86_64',
      pipeline_specs: { os: [spec] },
      specs: [spec],
    })
    expect(args(jobs, 'ostree-resolve')).toEqual({
      ostree_resolve_specs: [{ url: 'https://o.example.com', ref: 'old/ref', rhsm: false }],
    })
    expect(args(jobs, 'manifest-id-only')).toMatchObject({
      Args: { OSTree: { Ref: 'my/ref', URL: 'https://o.example.com', ParentRef: 'old/ref', RHSM: false } },
      ContainerResolveDynArgsIdx: 0,
      OSTreeResolveDynArgsIdx: 1,
    })
  })

  it('counts commits from 0 where there are no containers', async () => {
    const jobs = await plan(sample('edge-commit'))

    expect(args(jobs, 'manifest-id-only')).toMatchObject({ OSTreeResolveDynArgsIdx: 0 })
    expect(args(jobs, 'manifest-id-only')).not.toHaveProperty('ContainerResolveDynArgsIdx')
  })

  it.each<[string, object, object]>([
    ['a volume group for lvm', { partitioning_mode: 'lvm' }, { disk: expect.anything() }],
    [
      'nothing but file systems for lvm with new ones, which the program puts on a volume group',
      { partitioning_mode: 'lvm', filesystem: [{ mountpoint: '/var', min_size: 1 }] },
      { filesystem: [{ mountpoint: '/var', minsize: 1 }] },
    ],
    ['nothing for raw', { partitioning_mode: 'raw' }, {}],
    ['nothing for auto-lvm', { partitioning_mode: 'auto-lvm' }, {}],
  ])('gets %s', async (_, customizations, described) => {
    const jobs = await plan(makeRequest({ customizations: customizations as typeof noMode }))
    const { Blueprint: blueprint } = args(jobs, 'manifest-id-only').Args
    const { disk, filesystem } = (blueprint as Blueprint).customizations ?? {}

    expect(omitAbsent({ disk, filesystem })).toEqual(described)
  })

  it('leaves the disk of an image without one alone', async () => {
    const request = makeRequest(
      { customizations: { partitioning_mode: 'lvm' } },
      { image_type: 'image-installer' },
    )
    const { Blueprint: blueprint } = args(await plan(request), 'manifest-id-only').Args

    expect((blueprint as Blueprint).customizations).toBeUndefined()
  })

  it('names the container of a bootc compose instead of a distribution', async () => {
    const jobs = await plan(sample('bootc'))

    expect(args(jobs, 'manifest-id-only').Args).toMatchObject({
      Distro: '',
      ImageType: 'qcow2',
      Repositories: [],
      Subscription: null,
      Bootc: { Reference: 'registry.example.org/bootc/os:stream10' },
    })
  })

  it('can be the workers’, who have a folder for what they download', async () => {
    const ostree = { rhsm: false, url: 'https://o.example.com' }
    const request = makeRequest({ distribution: 'rhel-9.6' }, { image_type: 'edge-commit', ostree })
    const [own, workers] = await Promise.all([plan(request), plan(request, 'workers')])

    expect(renderPlan(workers)).toBe(renderPlan(own).replace('manifest-id-only', 'image-builder-manifest'))
    expect(args(workers, 'image-builder-manifest')).toEqual({
      ...args(own, 'manifest-id-only'),
      ExtraEnv: [expect.stringMatching(/^XDG_CACHE_HOME=\//)],
    })
  })
})

describe('the builds of a koji compose', () => {
  it('upload to koji first and under koji file names', async () => {
    const { upload_options: upload, ...image } = makeImageRequest({ image_type: 'gcp' })
    const request = { ...image, upload_options: upload ?? {} }
    const jobs = await plan({
      distribution: 'centos-9',
      image_requests: [request, { ...request, image_type: 'guest-image' }],
      koji,
    })
    const directory = 'osbuild-cg/osbuild-composer-koji-id-1'

    const { targets, ...rest } = args(jobs, 'osbuild', 'build#0')
    expect(targets.map(({ name, image_name }) => [name, image_name])).toEqual([
      ['org.osbuild.koji', 'Image-1-2.x86_64.tar.gz'],
      ['org.osbuild.gcp', expect.stringMatching(/^composer-api-id-/)],
    ])
    expect(targets[0]?.options).toEqual({
      server: koji.server,
      upload_directory: directory,
      filename: 'image.tar.gz',
    })
    expect(rest).toEqual({
      manifest_dyn_args_idx: 1,
      depsolve_dyn_args_idx: 1,
      pipeline_names: { build: ['build'], payload: ['os', 'image', 'archive'] },
      image_boot_mode: 'uefi',
    })
    expect(args(jobs, 'koji-finalize')).toEqual({
      server: koji.server,
      name: 'Image',
      version: '1',
      release: '2',
      koji_filenames: ['Image-1-2.x86_64.tar.gz', 'Image-1-2.x86_64.qcow2'],
      koji_directory: directory,
      task_id: 42,
      start_time: 1793588645,
    })
    expect(args(jobs, 'koji-init')).toEqual({
      server: koji.server,
      name: 'Image',
      version: '1',
      release: '2',
    })
  })
})

describe('the samples', () => {
  it.each<[string, string, [string, string][]]>([
    ['guest-image', 'manifest#0, build#0', [['org.osbuild.aws.s3', 'disk.qcow2']]],
    ['local', 'manifest#0, build#0', [['org.osbuild.worker.server', 'disk.qcow2']]],
    ['aws', 'manifest#0, build#0', [['org.osbuild.aws', 'image.raw']]],
    ['edge-commit', 'ostree-resolve#0, manifest#0, build#0', [['org.osbuild.aws.s3', 'commit.tar']]],
    ['gcp-blueprint', 'container-resolve#0, manifest#0, build#0', [['org.osbuild.gcp', 'image.tar.gz']]],
    [
      'koji',
      'koji-init, manifest#0, build#0, manifest#1, build#1, koji-finalize',
      [
        ['org.osbuild.koji', 'disk.qcow2'],
        ['org.osbuild.koji', 'disk.qcow2'],
      ],
    ],
    ['bootc', 'manifest#0, build#0', [['org.osbuild.worker.server', 'disk.qcow2']]],
  ])('%s becomes %s', async (name, refs, targets) => {
    const jobs = await plan(sample(name))
    const built = jobs.flatMap((job) => (job.type === 'osbuild' ? job.args.targets : []))

    expect(jobs.map(({ ref }) => ref).join(', ')).toBe(refs)
    expect(built.map((target) => [target.name, target.osbuild_artifact.export_filename])).toEqual(targets)
  })

  it('guest-image keeps what it asks for in its blueprint', async () => {
    const { Args } = args(await plan(sample('guest-image')), 'manifest-id-only')

    expect(Args).toMatchObject({ Distro: 'centos-9', ImageType: 'qcow2', Size: 12884901888 })
    expect(Args.Blueprint).toMatchObject({
      packages: [{ name: 'tmux' }, { name: 'nginx' }],
      customizations: {
        hostname: 'web-1',
        kernel: { append: 'console=ttyS0' },
        user: [{ name: 'operator', groups: ['wheel'], password: '$6$salt$hash' }],
        files: [
          { path: '/etc/issue.d/welcome.issue', mode: '0644', user: 'root', group: 'root', data: 'Hello\n' },
        ],
        filesystem: [{ mountpoint: '/var', minsize: 3221225472 }],
      },
    })
  })
})
