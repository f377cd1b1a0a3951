import { createHash } from 'node:crypto'

/** A digest that looks like one and is the same in every run. */
const sha256 = (seed: string): string => createHash('sha256').update(seed).digest('hex')

/** So many elements that the JSON text of `make` has about `bytes` bytes. */
function ofSize(bytes: number, make: (count: number) => unknown): string {
  const one = JSON.stringify(make(1)).length
  const each = (JSON.stringify(make(101)).length - one) / 100
  return JSON.stringify(make(Math.max(1, Math.round((bytes - one) / each) + 1)))
}

const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const names = { build: ['build'], payload: ['os', 'image'] }

/** Report of a manifest of about `bytes` bytes in the shape of osbuild's: digests of packages twice, and their addresses. */
export function manifestReport(bytes: number): string {
  const result = (packages: number) => ({
    data: {
      version: '2',
      pipelines: [
        {
          name: 'build',
          runner: 'org.osbuild.centos9',
          stages: [
            {
              type: 'org.osbuild.rpm',
              inputs: {
                packages: {
                  type: 'org.osbuild.files',
                  origin: 'org.osbuild.source',
                  references: many(packages, (at) => ({
                    id: `sha256:${sha256(`${at}`)}`,
                    options: { metadata: { 'rpm.check_gpg': true } },
                  })),
                },
              },
              options: { gpgkeys: ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n…'], disable_dracut: true },
            },
          ],
        },
      ],
      sources: {
        'org.osbuild.curl': {
          items: Object.fromEntries(
            many(packages, (at) => [
              `sha256:${sha256(`${at}`)}`,
              {
                url: `https://repo.example.com/compose/BaseOS/x86_64/os/Packages/package-${at}-${at % 7}.el9.x86_64.rpm`,
                secrets: { name: 'org.osbuild.rhsm' },
              },
            ]),
          ),
        },
      },
    },
    info: { osbuild_composer_version: 'bench', pipeline_names: names },
    error: '',
  })
  return `{"result":${ofSize(bytes, result)}}`
}

/** Report of a build with about `bytes` bytes of log and metadata. */
export function buildReport(bytes: number): string {
  const result = (packages: number) => ({
    success: true,
    osbuild_output: {
      type: 'result',
      success: true,
      log: {
        os: many(Math.ceil(packages / 50), (stage) => ({
          type: 'org.osbuild.rpm',
          id: sha256(`stage ${stage}`),
          output: many(50, (at) => `  Installing : package-${stage}-${at}.x86_64 ${at}/50 \n`).join(''),
        })),
      },
      metadata: {
        os: {
          'org.osbuild.rpm': {
            packages: many(packages, (at) => ({
              name: `package-${at}`,
              version: `${at % 9}.4`,
              release: '2.el9',
              epoch: null,
              arch: 'x86_64',
              sigmd5: sha256(`md5 ${at}`).slice(0, 32),
              sigpgp: sha256(`pgp ${at}`),
              siggpg: null,
            })),
          },
        },
      },
    },
    target_results: [
      {
        name: 'org.osbuild.aws',
        options: { ami: 'ami-0123456789', region: 'eu-west-1' },
        osbuild_artifact: {},
      },
    ],
    upload_status: 'success',
    pipeline_names: names,
    host_os: 'centos-9',
    arch: 'x86_64',
  })
  return `{"result":${ofSize(bytes, result)}}`
}

/** Report of solved packages of about `bytes` bytes. */
export function depsolveReport(bytes: number): string {
  const packages = (count: number) =>
    many(count, (at) => ({
      name: `package-${at}`,
      epoch: 0,
      version: `${at % 9}.4`,
      release: '2.el9',
      arch: 'x86_64',
      repo_id: sha256(`repository ${at % 2}`),
      path: `Packages/package-${at}.rpm`,
      remote_location: `https://repo.example.com/compose/BaseOS/x86_64/os/Packages/package-${at}.rpm`,
      checksum: `sha256:${sha256(`${at}`)}`,
      check_gpg: true,
    }))
  const result = (count: number) => ({ package_specs: { os: packages(count) }, repo_configs: { os: [] } })
  return `{"result":${ofSize(bytes, result)}}`
}
