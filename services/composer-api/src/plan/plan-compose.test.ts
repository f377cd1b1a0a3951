import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { renderPlan, toGraphJobs, type JobPlan, type PlannedJob } from '@composer/contracts'
import { planContext } from '../../tests/plan-context.js'
import { makeImageRequest, makeRequest } from '../../tests/make-request.js'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import type { Catalog } from '../catalog/catalog.js'
import type { ComposeRequest } from '../api-types.js'
import { parseComposeRequest } from '../request/parse-compose-request.js'
import { planCompose } from './plan-compose.js'

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

async function plan(body: ComposeRequest): Promise<JobPlan> {
  return planCompose(
    await parseComposeRequest(body, catalog, async (plain) => plain.map(() => '$6$salt$hash')),
    planContext(),
  )
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
      `manifest#0 (image-builder-manifest)
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a compose that embeds containers',
      () =>
        makeRequest({ customizations: { ...noMode, containers: [{ source: 'registry.example.com/a' }] } }),
      `container-resolve#0 (container-resolve)
manifest#0 (image-builder-manifest) <- container-resolve#0
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
manifest#0 (image-builder-manifest) <- ostree-resolve#0
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
          { image_type: 'edge-commit', ostree: { rhsm: true, url: 'https://o.example.com' } },
        ),
      `container-resolve#0 (container-resolve)
ostree-resolve#0 (ostree-resolve)
manifest#0 (image-builder-manifest) <- container-resolve#0, ostree-resolve#0
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a bootc compose',
      () => sample('bootc'),
      `manifest#0 (image-builder-manifest)
build#0 (osbuild:x86_64) <- manifest#0`,
    ],
    [
      'a koji compose of two images',
      () => sample('koji'),
      `koji-init
manifest#0 (image-builder-manifest)
build#0 (osbuild:x86_64) <- koji-init, manifest#0
manifest#1 (image-builder-manifest)
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
manifest#0 (image-builder-manifest) <- container-resolve#0
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

    expect(args(jobs, 'image-builder-manifest')).toEqual({
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
            partitioning_mode: 'lvm',
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
      ExtraEnv: [expect.stringMatching(/^XDG_CACHE_HOME=\//)],
    })
  })

  it('says where in the dynamic args containers and commits are', async () => {
    const containers = {
      customizations: {
        ...noMode,
        containers: [{ source: 'registry.example.com/a', name: 'a', tls_verify: false }],
      },
    }
    const ostree = { rhsm: true, url: 'https://o.example.com', ref: 'my/ref', parent: 'old/ref' }
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
      ostree_resolve_specs: [{ url: 'https://o.example.com', ref: 'old/ref', rhsm: true }],
    })
    expect(args(jobs, 'image-builder-manifest')).toMatchObject({
      Args: { OSTree: { Ref: 'my/ref', URL: 'https://o.example.com', ParentRef: 'old/ref', RHSM: true } },
      ContainerResolveDynArgsIdx: 0,
      OSTreeResolveDynArgsIdx: 1,
    })
  })

  it('counts commits from 0 where there are no containers', async () => {
    const jobs = await plan(sample('edge-commit'))

    expect(args(jobs, 'image-builder-manifest')).toMatchObject({ OSTreeResolveDynArgsIdx: 0 })
    expect(args(jobs, 'image-builder-manifest')).not.toHaveProperty('ContainerResolveDynArgsIdx')
  })

  it('names the container of a bootc compose instead of a distribution', async () => {
    const jobs = await plan(sample('bootc'))

    expect(args(jobs, 'image-builder-manifest').Args).toMatchObject({
      Distro: '',
      ImageType: 'qcow2',
      Repositories: [],
      Subscription: null,
      Bootc: { Reference: 'registry.example.org/bootc/os:stream10' },
    })
  })

  it('can be another one', async () => {
    const wanted = await parseComposeRequest(makeRequest({ koji }), catalog, async (plain) => plain)
    const jobs = planCompose(wanted, planContext(), ({ index, image }) => ({
      jobs: [
        {
          ref: `depsolve#${index}`,
          type: 'depsolve',
          role: 'solve',
          args: {
            grouped_package_sets: {},
            module_platform_id: '',
            arch: image.architecture,
            releasever: '',
          },
          dependsOn: [],
        },
        {
          ref: `manifest#${index}`,
          type: 'manifest-id-only',
          role: 'manifest',
          args: {},
          dependsOn: [`depsolve#${index}`],
        },
      ],
      manifest: `manifest#${index}`,
      depsolve: `depsolve#${index}`,
    }))

    expect(renderPlan(jobs)).toBe(`koji-init
depsolve#0 (depsolve)
manifest#0 (manifest-id-only) <- depsolve#0
build#0 (osbuild:x86_64) <- koji-init, manifest#0, depsolve#0
koji-finalize <- koji-init, build#0`)
    expect(args(jobs, 'osbuild')).toMatchObject({ manifest_dyn_args_idx: 1, depsolve_dyn_args_idx: 2 })
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
    expect(rest).toEqual({ manifest_dyn_args_idx: 1, image_boot_mode: 'uefi' })
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
    const { Args } = args(await plan(sample('guest-image')), 'image-builder-manifest')

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
