import { afterEach, describe, expect, it } from '@jest/globals'
import { commandLine, probeProgram, readManifestArgs } from '../src/index.js'
import { type FakeImageBuilder, installFakeImageBuilder } from './fake-image-builder.js'

/** Lines as the real program prints them. */
const help = `Build a manifest for the selected image type. The --image-size flag accepts bytes.

Flags:
      --arch string                          build manifest for a different architecture
      --blueprint string                     filename of a blueprint to customize an image
      --distro string                        build manifest for a different distroname (e.g. centos-9)
  -h, --help                                 help for manifest
      --image-size                           override the default image size (e.g. 1 GiB)
      --with-sbom                            export SPDX SBOM document

Global Flags:
      --force-repo-dir string    Override the default repository search path for custom repository files
  -v, --verbose                  Switch to verbose mode (more logging on stderr and verbose progress)
`
const answers = (options: { help?: string; hidden?: string[]; version?: string }) => `
  if (args[0] === 'version') { process.stdout.write(${JSON.stringify(options.version ?? 'image-builder:\n  version: 80.0.0\n')}); process.exit() }
  if (args[0] !== 'manifest' || !args.includes('--help')) process.exit(1)
  const unknown = args.find((arg) => arg.includes('=') && !${JSON.stringify(options.hidden ?? [])}.includes(arg.split('=')[0]))
  if (unknown) { console.error('error: unknown flag: ' + unknown); process.exit(1) }
  process.stdout.write(${JSON.stringify(options.help ?? help)})`

describe('asking image-builder what it can do', () => {
  let fake: FakeImageBuilder
  afterEach(() => fake.close())
  const probe = async (options: Parameters<typeof answers>[0] = {}) => {
    fake = await installFakeImageBuilder(answers(options))
    return probeProgram(fake.program, { PATH: '/usr/bin:/bin' })
  }

  it('finds its version and the options that its help lists', async () => {
    const abilities = await probe()

    expect(abilities.version).toBe('80.0.0')
    expect(['--image-size', '--with-sbom', '--verbose', '--seed'].map(abilities.has)).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(abilities.repositoryFolder).toBe('--force-repo-dir')
  })

  it('tries an option that works without being listed', async () => {
    expect((await probe({ hidden: ['--use-librepo'] })).has('--use-librepo')).toBe(true)
    await fake.close()
    expect((await probe()).has('--use-librepo')).toBe(false)
  })

  it('takes an older name of the repository folder where the help lists no newer one', async () => {
    const older = help.replace('--force-repo-dir', '--data-dir')

    expect((await probe({ help: older })).repositoryFolder).toBe('--data-dir')
  })

  it.each([
    [help.replace('--blueprint', '--plan'), 'has no option --blueprint'],
    [
      help.replace('--force-repo-dir', '--dir'),
      'has no option --force-repo-dir or --force-data-dir or --data-dir',
    ],
  ])('refuses a version without an option that every manifest needs', async (text, message) => {
    await expect(probe({ help: text })).rejects.toThrow(message)
  })

  it('sends no option that the version does not list, and fails where the job needs one', async () => {
    const abilities = await probe()
    const args = (extra: object) =>
      readManifestArgs({ Args: { Distro: 'd-1', Arch: 'x86_64', ImageType: 'qcow2', ...extra } }, 'test')
    const line = (extra: object) =>
      commandLine(args(extra), { output: '/o' }, abilities, { useLibrepo: false })

    expect(line({})).toEqual(
      'manifest qcow2 --distro d-1 --arch x86_64 --with-sbom --output-dir /o'.split(' '),
    )
    expect(() => line({ Seed: 1 })).toThrow(expect.objectContaining({ id: 8 }))
  })
})
