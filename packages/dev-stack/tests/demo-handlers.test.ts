import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Handler, Job, Progress } from '@composer/worker-client'
import { demoArtifact } from '../src/demo/demo-artifact.js'
import { buildHandlers, quickHandlers } from '../src/demo/handlers/index.js'
import { manifestIdOnly } from '../src/demo/handlers/manifest-id-only.js'

const neverDies = () => {
  throw new Error('died')
}
const handlers = { ...quickHandlers(), ...buildHandlers({ workMs: 0, arch: 'x86_64', die: neverDies }) }

interface Run {
  args: unknown
  dynamicArgs?: unknown[]
  signal?: AbortSignal
  handler?: Handler | undefined
}

/** Runs the handler of a type on a job with these args, without a server. */
async function run(type: string, { args, dynamicArgs = [], signal, handler = handlers[type] }: Run) {
  const uploads = new Map<string, Buffer>()
  const progress: Progress[] = []
  const job = {
    id: '0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa',
    type,
    args,
    dynamicArgs,
    text: JSON.stringify({ args, dynamic_args: dynamicArgs }),
    async upload(name: string, open: () => AsyncIterable<Uint8Array>) {
      const chunks: Uint8Array[] = []
      for await (const chunk of open()) chunks.push(chunk)
      uploads.set(name, Buffer.concat(chunks))
    },
  } as unknown as Job
  if (!handler) throw new Error(`no handler for ${type}`)
  const result = await handler(job, {
    signal: signal ?? new AbortController().signal,
    progress: (value) => progress.push(value),
  })
  return { result: result as Record<string, never>, uploads, progress }
}

const manifestArgs = (blueprint: object) => ({
  Args: { Distro: 'centos-9', Arch: 'x86_64', ImageType: 'qcow2', Blueprint: blueprint, Repositories: null },
  ExtraEnv: null,
})
const makeManifest = async (blueprint: object = { name: 'b' }) =>
  (await run('image-builder-manifest', { args: manifestArgs(blueprint) })).result
const localTarget = {
  name: 'org.osbuild.worker.server',
  image_name: 'disk.qcow2',
  options: {},
  osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
}
const awsTarget = { name: 'org.osbuild.aws', image_name: 'img', options: { region: 'eu-west-1' } }

describe('a manifest of the demo maker', () => {
  /** The tenant's workers, in this process: what worker-api would relay. */
  const make = async (blueprint: object) => {
    const asked: { Include: string[] }[][] = []
    const args = {
      Args: {
        Distro: 'centos-9',
        Arch: 'x86_64',
        ImageType: 'qcow2',
        Blueprint: blueprint,
        Repositories: [{ baseurls: ['https://repo.example.com/os/'], check_gpg: true, rhsm: true }],
      },
    }
    const job = {
      args,
      dynamicArgs: [],
      text: JSON.stringify({ args }),
      async depsolve(text: string) {
        const child = JSON.parse(text) as { grouped_package_sets: { packages: { Include: string[] }[] } }
        asked.push(child.grouped_package_sets.packages)
        const result = await run('depsolve', { args: child }).then(
          (done) => done.result,
          (error: unknown) => ({ job_error: error }),
        )
        return { id: 'child', state: 'finished', result: JSON.stringify(result) }
      },
    } as unknown as Job
    const context = { signal: new AbortController().signal, progress() {} }
    return { asked, result: await manifestIdOnly(0)(job, context) }
  }

  it('is made of packages that workers solved, and has their SBOMs', async () => {
    const { asked, result } = await make({ packages: [{ name: 'nginx' }] })

    expect(asked).toHaveLength(2)
    expect(asked[1]?.map(({ Include }) => Include.includes('nginx'))).toEqual([false, true])
    expect(JSON.stringify(result)).toContain('nginx-1.26.3')
    expect(result).toMatchObject({
      info: { pipeline_names: { build: ['build'], payload: ['os', 'image', 'qcow2'] } },
      sbom_docs: { os: { type: 'spdx' }, build: { type: 'spdx' } },
    })
  })

  it.each([
    { packages: [{ name: 'demo-missing-tool' }] },
    { customizations: { hostname: 'demo-fail-depsolve' } },
  ])('fails with error 5 over the error of the workers for %j', async (blueprint) => {
    await expect(make(blueprint)).rejects.toMatchObject({
      id: 5,
      details: [{ id: 20, reason: 'DNF error occurred: DepsolveError' }],
    })
  })

  it('fails with error 8 where the request asks for it', async () => {
    await expect(make({ name: 'demo-fail-manifest' })).rejects.toMatchObject({ id: 8 })
  })
})

describe('a demo manifest', () => {
  it('has the blueprint in it: packages, host name, containers', async () => {
    const containers = [{ source: 'registry.example.com/app:1' }]
    const manifest = await makeManifest({
      packages: [{ name: 'nginx' }],
      containers,
      customizations: { hostname: 'web-1' },
    })

    expect(JSON.stringify(manifest)).toContain('nginx-1.26.3')
    expect(manifest).toMatchObject({
      info: { pipeline_names: { build: ['build'], payload: ['os', 'image', 'qcow2'] } },
      sbom_docs: { os: { type: 'spdx' }, build: { type: 'spdx' } },
    })
    const { data } = manifest as unknown as {
      data: { pipelines: { stages: { type: string; options?: object }[] }[] }
    }
    expect(data.pipelines[1]?.stages).toContainEqual({
      type: 'org.osbuild.hostname',
      options: { hostname: 'web-1' },
    })
    expect(data.pipelines[1]?.stages).toContainEqual({
      type: 'org.osbuild.skopeo',
      options: { source: containers[0]?.source },
    })
  })

  it('fails with error 8 when the request asks for it', async () => {
    await expect(makeManifest({ name: 'demo-fail-manifest' })).rejects.toMatchObject({ id: 8 })
  })

  it.each([
    ['ContainerResolveDynArgsIdx', 31],
    ['OSTreeResolveDynArgsIdx', 35],
  ])('fails on the failed job at %s with error %i', async (name, id) => {
    const args = { ...manifestArgs({}), [name]: 0 }

    await expect(
      run('image-builder-manifest', { args, dynamicArgs: [{ job_error: { id: 30, reason: 'x' } }] }),
    ).rejects.toMatchObject({ id })
  })
})

describe('a demo build', () => {
  it('goes through preparing and building to 100 percent', async () => {
    const { progress } = await run('osbuild', {
      args: { targets: [localTarget] },
      dynamicArgs: [await makeManifest()],
    })

    expect(progress[0]).toEqual({ message: 'Preparing sources', done: 0, total: 100 })
    expect(progress.at(-1)).toMatchObject({
      message: 'Building image',
      done: 100,
      sub_progress: { done: 1, total: 1 },
    })
    expect(progress.map(({ done }) => done)).toEqual(
      [...progress.map(({ done }) => done)].sort((a, b) => a - b),
    )
  })

  it('uploads a file whose bytes follow from the job id, with its digest in the log', async () => {
    const { uploads, result } = await run('osbuild', {
      args: { targets: [localTarget] },
      dynamicArgs: [await makeManifest()],
    })

    const file = uploads.get('disk.qcow2') ?? Buffer.alloc(0)
    const sha256 = createHash('sha256').update(file).digest('hex')
    expect(sha256).toBe(demoArtifact('0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa', file.length).sha256)
    expect(JSON.stringify(result)).toContain(`sha256 ${sha256}, 1048576 bytes`)
    expect(result).toMatchObject({
      success: true,
      upload_status: 'success',
      target_results: [
        { name: 'org.osbuild.worker.server', options: { artifact_relative_path: 'disk.qcow2' } },
      ],
    })
    expect(result).not.toHaveProperty('job_error')
  })

  it('lists the packages of the payload in the metadata', async () => {
    const { result } = await run('osbuild', {
      args: { targets: [awsTarget] },
      dynamicArgs: [await makeManifest()],
    })

    const { osbuild_output: output } = result as unknown as { osbuild_output: { metadata: { os: object } } }
    const rpm = output.metadata.os as { 'org.osbuild.rpm': { packages: object[] } }
    expect(rpm['org.osbuild.rpm'].packages).toContainEqual(
      expect.objectContaining({ name: 'kernel', sigmd5: expect.any(String) }),
    )
  })

  it('answers every target in order with what its kind tells', async () => {
    const targets = [
      awsTarget,
      { name: 'org.osbuild.aws.s3', image_name: 'k', options: { region: 'us-east-1' } },
      { name: 'org.osbuild.gcp', image_name: 'g', options: {} },
      { name: 'org.osbuild.azure.image', image_name: 'a', options: {} },
      { name: 'org.osbuild.oci.objectstorage', image_name: 'o', options: {} },
      { name: 'org.osbuild.container', image_name: 'registry.example.com/x:1', options: {} },
    ]
    const { result } = await run('osbuild', { args: { targets }, dynamicArgs: [await makeManifest()] })

    expect(result.target_results).toMatchObject([
      {
        name: 'org.osbuild.aws',
        options: { ami: expect.stringMatching(/^ami-[0-9a-f]{17}$/), region: 'eu-west-1' },
      },
      { name: 'org.osbuild.aws.s3', options: { url: expect.stringContaining('us-east-1') } },
      { name: 'org.osbuild.gcp', options: { image_name: 'g', project_id: 'demo-project' } },
      { name: 'org.osbuild.azure.image', options: { image_name: 'a' } },
      { name: 'org.osbuild.oci.objectstorage', options: { url: expect.any(String) } },
      {
        name: 'org.osbuild.container',
        options: { url: 'registry.example.com/x:1', digest: expect.stringContaining('sha256:') },
      },
    ])
  })

  it('finds its manifest among several dependencies by its index', async () => {
    const args = { targets: [awsTarget], manifest_dyn_args_idx: 1 }

    const { result } = await run('osbuild', {
      args,
      dynamicArgs: [{ build_id: 1, token: 't', koji_error: '' }, await makeManifest()],
    })

    expect(result).toMatchObject({ success: true })
  })

  it.each([
    [[{ job_error: { id: 8, reason: 'no' } }], {}, 9],
    [[{ job_error: { id: 15, reason: 'no' } }, {}], { manifest_dyn_args_idx: 1 }, 26],
    [[{ info: {} }], {}, 19],
  ])('fails on the dependencies %j with %j as error %#', async (dynamicArgs, index, id) => {
    await expect(
      run('osbuild', { args: { targets: [awsTarget], ...index }, dynamicArgs }),
    ).rejects.toMatchObject({ id })
  })

  it('fails without targets with error 2', async () => {
    await expect(run('osbuild', { args: {}, dynamicArgs: [await makeManifest()] })).rejects.toMatchObject({
      id: 2,
    })
  })

  it('fails with error 10 and a log when the request asks for it', async () => {
    const dynamicArgs = [await makeManifest({ name: 'demo-fail-build' })]

    const { result } = await run('osbuild', { args: { targets: [localTarget] }, dynamicArgs })

    expect(result).toMatchObject({ success: false, upload_status: 'failure', job_error: { id: 10 } })
    expect(JSON.stringify(result)).toContain(
      '"output":"the request asked for demo-fail-build\\n","success":false',
    )
  })

  it('fails the uploads, and only them, when the request asks for it', async () => {
    const dynamicArgs = [await makeManifest({ customizations: { hostname: 'demo-fail-upload' } })]

    const { result } = await run('osbuild', { args: { targets: [localTarget, awsTarget] }, dynamicArgs })

    expect(result).toMatchObject({
      osbuild_output: { success: true },
      target_results: [{ target_error: { id: 11 } }, { target_error: { id: 11 } }],
      job_error: {
        id: 28,
        details: [{ id: 11, details: 'org.osbuild.worker.server' }, { details: 'org.osbuild.aws' }],
      },
    })
  })

  it('stalls until it is cancelled when the request asks for it', async () => {
    const abort = new AbortController()
    const dynamicArgs = [await makeManifest({ packages: [{ name: 'demo-stall' }] })]
    const build = expect(
      run('osbuild', { args: { targets: [awsTarget] }, dynamicArgs, signal: abort.signal }),
    ).rejects.toThrow('cancelled')

    abort.abort(new Error('cancelled'))

    await build
  })

  it('takes its worker down when the request asks for it', async () => {
    const abort = new AbortController()
    const die = () => abort.abort(new Error('the worker died'))
    const handler = buildHandlers({ workMs: 0, arch: 'x86_64', die }).osbuild
    const dynamicArgs = [await makeManifest({ name: 'demo-die' })]

    await expect(
      run('osbuild', { args: { targets: [awsTarget] }, dynamicArgs, signal: abort.signal, handler }),
    ).rejects.toThrow('the worker died')
  })
})

describe('demo answers', () => {
  const sets = (Include: string[]) => ({
    os: [{ Include, Exclude: ['tar'], Repositories: [{ baseurls: ['https://r.example.com/'] }] }],
  })
  const solveArgs = { module_platform_id: 'platform:el9', arch: 'x86_64', releasever: '9' }

  it('depsolve with the asked-for packages, each from a repository of the answer', async () => {
    const args = { grouped_package_sets: sets(['nginx', 'made-up']), sbom_type: 'spdx', ...solveArgs }

    const { result } = await run('depsolve', { args })

    const { package_specs: specs, repo_configs: configs } = result as unknown as Record<
      string,
      { os: { name: string; repo_id: string; id: string }[] }
    >
    const names = specs?.os.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['nginx', 'made-up', 'bash']))
    expect(names).not.toContain('tar')
    expect(new Set(specs?.os.map(({ repo_id: id }) => id))).toEqual(new Set([configs?.os[0]?.id]))
    expect(result).toMatchObject({
      solver: 'dnf5',
      sbom_docs: { os: { type: 'spdx' } },
      transactions: { os: [specs?.os] },
    })
  })

  it('depsolve of a missing package with error 20 that names it', async () => {
    const args = { grouped_package_sets: sets(['demo-missing-x']), ...solveArgs }

    await expect(run('depsolve', { args })).rejects.toMatchObject({
      id: 20,
      details: expect.stringContaining('demo-missing-x'),
    })
  })

  it('searches with globs', async () => {
    const { result } = await run('search-packages', {
      args: { packages: ['bash*', 'tmux'], repos: [], ...solveArgs },
    })

    const { packages } = result as unknown as { packages: { Name: string }[] }
    expect(packages.map(({ Name }) => Name)).toEqual(['bash', 'bash-completion', 'tmux'])
  })

  it('containers in request order, by pipeline and flat', async () => {
    const spec = (name: string) => ({
      source: `registry.example.com/${name}:1`,
      name,
      image_id: '',
      digest: '',
    })
    const args = { arch: 'x86_64', pipeline_specs: { os: [spec('b'), spec('a')], image: [spec('c')] } }

    const { result } = await run('container-resolve', { args })

    expect(result).toMatchObject({
      pipeline_specs: { os: [{ name: 'b', digest: expect.stringMatching(/^sha256:/) }, { name: 'a' }] },
      specs: [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
    })
  })

  it('commits for refs, and a commit for itself', async () => {
    const specs = [
      { url: 'https://o', ref: 'r', rhsm: true },
      { url: 'https://o', ref: 'a'.repeat(64), rhsm: false },
    ]

    const { result } = await run('ostree-resolve', { args: { ostree_resolve_specs: specs } })

    expect(result.ostree_resolve_result_specs).toMatchObject([
      { ref: 'r', bool: true, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { checksum: 'a'.repeat(64) },
    ])
  })

  it('a koji build that is finalized when its builds were uploaded', async () => {
    const init = (await run('koji-init', { args: { server: 's', name: 'n', version: '1', release: '2' } }))
      .result
    const build = { target_results: [{ name: 'org.osbuild.koji' }] }

    expect((await run('koji-finalize', { args: {}, dynamicArgs: [init, build, build] })).result).toEqual({
      koji_error: '',
    })
    await expect(
      run('koji-finalize', { args: {}, dynamicArgs: [init, { job_error: { id: 10, reason: 'x' } }] }),
    ).rejects.toMatchObject({ id: 13 })
    await expect(run('koji-finalize', { args: {}, dynamicArgs: [init, {}] })).rejects.toMatchObject({
      id: 16,
    })
  })

  it('a copy of an AMI, and shares what was copied', async () => {
    const copy = (
      await run('aws-ec2-copy', {
        args: { ami: 'ami-1', source_region: 'a', target_region: 'b', target_name: 'n' },
      })
    ).result

    const share = await run('aws-ec2-share', {
      args: { ami: '', region: '', shareWithAccounts: ['1'] },
      dynamicArgs: [copy],
    })

    expect(share.result).toEqual(copy)
    expect(copy).toMatchObject({ region: 'b' })
  })

  it.each([
    ['container-resolve', { arch: 'x', specs: [{ source: 'demo-fail-resolve', name: 'n' }] }, 30],
    ['ostree-resolve', { ostree_resolve_specs: [{ url: 'demo-fail-resolve', ref: 'r' }] }, 33],
    ['koji-init', { name: 'demo-fail-koji', version: '1', release: '1' }, 15],
    ['aws-ec2-copy', { ami: 'a', target_name: 'demo-fail-aws' }, 17],
    ['aws-ec2-share', { ami: 'a', region: 'demo-fail-aws', shareWithAccounts: [] }, 3],
    ['search-packages', { packages: ['demo-fail-depsolve'], repos: [] }, 25],
  ])('a failure of %s for %j with error %i', async (type, args, id) => {
    await expect(run(type, { args })).rejects.toMatchObject({ id })
  })
})
