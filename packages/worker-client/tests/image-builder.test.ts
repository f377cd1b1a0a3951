import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createImageBuilderHandler, findProgram, type Job, RawJson } from '../src/index.js'
import { type FakeImageBuilder, installFakeImageBuilder } from './fake-image-builder.js'

const manifest = `{"version": "2", "pipelines": [
  {"name": "build"}, {"name": "os", "build": "name:build", "seed": 9223372036854775807}, {"name": "qcow2", "build": "name:build"}
], "sources": {}}`
const printsManifest = `process.stdout.write(${JSON.stringify(manifest)})`

const everyOption = (option: string) => option.startsWith('--')
const abilities = { version: '80.0.0', has: everyOption, repositoryFolder: '--force-repo-dir' }

describe('image-builder-manifest jobs by the image-builder program', () => {
  let fake: FakeImageBuilder
  afterEach(() => fake.close())

  const run = async (
    body: string,
    job: { Args: Record<string, unknown>; dynamicArgs?: unknown[]; [name: string]: unknown },
  ) => {
    fake = await installFakeImageBuilder(body)
    const { dynamicArgs = [], ...args } = job
    const handler = createImageBuilderHandler({
      program: fake.program,
      abilities,
      env: { PATH: '/usr/bin:/bin' },
      workFolder: fake.folder,
    })
    const result = await handler({ args, dynamicArgs } as unknown as Job, {
      signal: abort.signal,
      progress() {},
    })
    return result instanceof RawJson ? result.text : JSON.stringify(result)
  }
  let abort = new AbortController()
  afterEach(() => {
    abort = new AbortController()
  })
  const plain = {
    Distro: 'centos-9',
    Arch: 'x86_64',
    ImageType: 'qcow2',
    Blueprint: { name: 'b' },
    Repositories: null,
  }
  const optionsSeen = async () => {
    const { args } = await fake.seen()
    return args.map((arg) => (arg.startsWith(fake.folder) ? '<file>' : arg))
  }

  it('calls the program with the distribution, architecture, type and files of the job', async () => {
    await run(printsManifest, { Args: plain })

    expect(await optionsSeen()).toEqual(
      ['manifest', 'qcow2', '--distro', 'centos-9', '--arch', 'x86_64', '--blueprint', '<file>'].concat([
        '--with-sbom',
        '--output-dir',
        '<file>',
        '--use-librepo=false',
        '--ignore-warnings',
      ]),
    )
    expect((await fake.seen()).files['--blueprint']).toMatchObject({ text: '{"name":"b"}', mode: '600' })
  })

  it('passes size, seed and the ostree parameters on', async () => {
    const OSTree = { Ref: 'f/9', URL: 'https://ostree.example.com', ParentRef: 'f/8' }

    await run(printsManifest, { Args: { ...plain, Size: 10737418240, Seed: 42, OSTree } })

    expect((await optionsSeen()).join(' ')).toContain(
      '--image-size 10737418240 --seed 42 --ostree-ref f/9 --ostree-url https://ostree.example.com --ostree-parent f/8',
    )
  })

  it('builds from a container without a distribution', async () => {
    const Bootc = { Reference: 'registry.example.com/os:10', BuildReference: 'registry.example.com/build:10' }

    await run(printsManifest, { Args: { ...plain, Distro: '', Bootc } })

    const line = (await optionsSeen()).join(' ')
    expect(line).toContain(
      '--bootc-ref registry.example.com/os:10 --bootc-build-ref registry.example.com/build:10',
    )
    expect(line).not.toContain('--distro')
  })

  it("writes the repositories in the program's own form, named after the distribution", async () => {
    const Repositories = [
      { id: 'r1', baseurls: ['https://repo.example.com/os'], gpgkeys: ['KEY'], check_gpg: true, rhsm: false },
    ]

    await run(printsManifest, { Args: { ...plain, Repositories } })

    const { files } = await fake.seen()
    expect(JSON.parse(files['centos-9.json']?.text ?? '')).toEqual({
      x86_64: [
        {
          name: 'r1',
          baseurl: ['https://repo.example.com/os'],
          gpgkeys: ['KEY'],
          check_gpg: true,
          rhsm: false,
        },
      ],
    })
    expect(files['centos-9.json']?.mode).toBe('600')
  })

  it.each([
    [
      'snake case',
      { organization: 1, activation_key: 'k', server_url: 's', base_url: 'b', insights: true, rhc: false },
    ],
    [
      'Pascal case',
      {
        Organization: 1,
        ActivationKey: 'k',
        ServerUrl: 's',
        BaseUrl: 'b',
        Insights: true,
        Rhc: false,
        TemplateName: '',
      },
    ],
  ])('writes a subscription given in %s to a private file and to no argument', async (_, Subscription) => {
    await run(printsManifest, { Args: { ...plain, Subscription } })

    const { files, args } = await fake.seen()
    expect(JSON.parse(files['--registrations']?.text ?? '')).toEqual({
      redhat: {
        subscription: {
          organization: 1,
          activation_key: 'k',
          server_url: 's',
          base_url: 'b',
          insights: true,
          rhc: false,
        },
      },
    })
    expect(files['--registrations']?.mode).toBe('600')
    expect(args).not.toContain('k')
  })

  it('removes every file it wrote', async () => {
    await run(printsManifest, { Args: plain })

    const { files } = await fake.seen()
    expect(existsSync(files['--blueprint']?.path ?? '/')).toBe(false)
    expect(readdirSync(fake.folder).sort()).toEqual(['image-builder', 'seen.json'])
  })

  it("gives the job's environment to the program, and nothing of its own", async () => {
    await run(printsManifest, { Args: plain, ExtraEnv: ['XDG_CACHE_HOME=/var/cache/x=y'] })

    expect((await fake.seen()).env).toMatchObject({ XDG_CACHE_HOME: '/var/cache/x=y', PATH: '/usr/bin:/bin' })
    expect((await fake.seen()).env).not.toHaveProperty('HOME')
  })

  it("answers the manifest in the program's own text, with the pipeline names taken from it", async () => {
    const result = await run(printsManifest, { Args: plain })

    expect(result).toContain(`"data":${manifest}`)
    expect(JSON.parse(result)).toMatchObject({
      error: '',
      info: { pipeline_names: { build: ['build'], payload: ['os', 'qcow2'] } },
    })
    expect(JSON.parse(result)).not.toHaveProperty('sbom_docs')
  })

  it('leaves the pipeline names out for a manifest of another version', async () => {
    const result = await run(`process.stdout.write('{"version":"1","pipelines":[]}')`, { Args: plain })

    expect((JSON.parse(result) as { info: object }).info).not.toHaveProperty('pipeline_names')
  })

  it('puts the SBOMs into the result by pipeline', async () => {
    const writes = `
      for (const part of ['image-os', 'buildroot-build']) fs.writeFileSync(path.join(outputDir, 'centos-9-qcow2-x86_64.' + part + '.spdx.json'), '{"spdxVersion":"SPDX-2.3","name":"' + part + '"}')
      ${printsManifest}`

    expect(JSON.parse(await run(writes, { Args: plain }))).toMatchObject({
      sbom_docs: {
        os: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3', name: 'image-os' } },
        build: { type: 'spdx', document: { name: 'buildroot-build' } },
      },
    })
  })

  it("fails with error 8 and the program's message", async () => {
    const failing = run(
      `console.error('checking\\nerror: cannot depsolve: nothing provides tmuxx'); process.exit(1)`,
      { Args: plain },
    )

    await expect(failing).rejects.toMatchObject({ id: 8, details: 'cannot depsolve: nothing provides tmuxx' })
    expect(readdirSync(fake.folder).sort()).toEqual(['image-builder', 'seen.json'])
  })

  it.each([
    [
      'a warning in front of the manifest',
      `console.log('Flag --data-dir has been deprecated'); ${printsManifest}`,
    ],
    ['two manifests', `${printsManifest}; ${printsManifest}`],
    ['no JSON', `console.log('Flag --data-dir has been deprecated')`],
    ['a list', `console.log('[1]')`],
    ['an object without pipelines', `console.log('{}')`],
    ['nothing', ''],
  ])('fails with error 8 and the beginning of the text when the program prints %s', async (what, body) => {
    const details =
      what === 'nothing' ? /begins with: nothing$/ : /begins with: "(Flag --data-dir has|\{|\[1)/

    await expect(run(body, { Args: plain })).rejects.toMatchObject({
      id: 8,
      details: expect.stringMatching(details),
    })
  })

  it('leaves out an SBOM that the solver did not give', async () => {
    const writes = `fs.writeFileSync(path.join(outputDir, 'a.image-os.spdx.json'), 'null\\n'); ${printsManifest}`

    expect(JSON.parse(await run(writes, { Args: plain }))).not.toHaveProperty('sbom_docs')
  })

  it.each([
    [
      {
        customizations: {
          files: [
            { path: '/a', data: 'x' },
            { path: '/b', uri: 'file:///etc/passwd' },
          ],
        },
      },
      'Args.Blueprint.customizations.files[1].uri',
    ],
    [
      { Customizations: { FILES: [{ path: '/b', URI: '/etc/passwd' }] } },
      'Args.Blueprint.Customizations.FILES[0].URI',
    ],
    [{ containers: [{ source: 'a', 'local-storage': true }] }, 'Args.Blueprint.containers[0].local-storage'],
  ])('refuses a blueprint that names something of this machine: %j', async (Blueprint, at) => {
    await expect(run(printsManifest, { Args: { ...plain, Blueprint } })).rejects.toMatchObject({
      id: 29,
      details: expect.stringContaining(at),
    })
  })

  it.each([
    [{ ...plain, Distro: 7 }, 'Args.Distro is not a name'],
    [{ ...plain, Distro: '../../etc' }, 'Args.Distro is not a name'],
    [{ ...plain, ImageType: '--help' }, 'Args.ImageType is not a name'],
    [{ ...plain, Repositories: {} }, 'Args.Repositories is not a list'],
    [{ ...plain, Size: 1.5 }, 'Args.Size is not a whole number'],
    [{ ...plain, Bootc: 'x' }, 'Args.Bootc is not an object'],
  ])('refuses the args %j with error 29', async (Args, details) => {
    await expect(run(printsManifest, { Args })).rejects.toMatchObject({ id: 29, details })
  })

  it('refuses ostree parameters that the program cannot honour with error 34', async () => {
    await expect(
      run(printsManifest, { Args: { ...plain, OSTree: { URL: 'u', RHSM: true } } }),
    ).rejects.toMatchObject({ id: 34 })
  })

  it('pins containers to the digests and the ostree parent to the commit that were resolved', async () => {
    const containers = [
      { source: 'registry.example.com:5000/app:1' },
      { source: 'registry.example.com/b', name: 'bee' },
    ]
    await run(printsManifest, {
      Args: {
        ...plain,
        ImageType: 'edge-commit',
        Blueprint: { containers },
        OSTree: { URL: 'https://o', Ref: 'r' },
      },
      ContainerResolveDynArgsIdx: 0,
      OSTreeResolveDynArgsIdx: 1,
      dynamicArgs: [
        {
          specs: [
            {
              source: 'registry.example.com:5000/app:1',
              name: 'app',
              digest: 'sha256:aa',
              'list-digest': 'sha256:11',
            },
            { source: 'registry.example.com/b', name: 'bee', digest: 'sha256:bb' },
          ],
        },
        { ostree_resolve_result_specs: [{ url: 'https://o', ref: 'r', checksum: 'cafe' }] },
      ],
    })

    const { files, args } = await fake.seen()
    expect(JSON.parse(files['--blueprint']?.text ?? '')).toEqual({
      containers: [
        { source: 'registry.example.com:5000/app@sha256:11', name: 'registry.example.com:5000/app:1' },
        { source: 'registry.example.com/b@sha256:bb', name: 'bee' },
      ],
    })
    expect(args.join(' ')).toContain('--ostree-parent cafe')
  })

  it.each([
    [{ ContainerResolveDynArgsIdx: 0 }, 31],
    [{ OSTreeResolveDynArgsIdx: 0 }, 35],
  ])('fails on a failed resolve job %j with error %i', async (index, id) => {
    const dynamicArgs = [{ job_error: { id: 30, reason: 'no such image' } }]

    const failing = run(printsManifest, { Args: plain, ...index, dynamicArgs })

    await expect(failing).rejects.toMatchObject({ id, details: { id: 30, reason: 'no such image' } })
  })

  it('ends the program and its children when the job is cancelled', async () => {
    const startsChild = `
      const child = require('node:child_process').spawn('sleep', ['1000'])
      fs.writeFileSync(path.join(path.dirname(__filename), 'pids.tmp'), [process.pid, child.pid].join(' '))
      fs.renameSync(path.join(path.dirname(__filename), 'pids.tmp'), path.join(path.dirname(__filename), 'pids'))
      setInterval(() => {}, 1000)`
    const cancelled = expect(run(startsChild, { Args: plain })).rejects.toThrow('cancelled')
    const pids = await pidsWritten()

    abort.abort(new Error('cancelled'))
    await cancelled

    expect(pids).toHaveLength(2)
    expect(pids.filter(isRunning)).toEqual([])
    expect(readdirSync(fake.folder).sort()).toEqual(['image-builder', 'pids', 'seen.json'])
  })

  async function pidsWritten(): Promise<number[]> {
    for (;;) {
      await new Promise(setImmediate)
      if (!fake || !existsSync(join(fake.folder, 'pids'))) continue
      return (await readFile(join(fake.folder, 'pids'), 'utf8')).split(' ').map(Number)
    }
  }
})

/** A process that ended but was not waited for yet (state Z) counts as gone. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

describe('findProgram', () => {
  it('finds an executable in the folders of a path, and nothing otherwise', async () => {
    const fake = await installFakeImageBuilder('')

    expect(await findProgram('image-builder', `/nonexistent::${fake.folder}`)).toBe(fake.program)
    expect(await findProgram('seen.json', fake.folder)).toBeUndefined()
    await fake.close()
  })
})
