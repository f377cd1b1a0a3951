/** Bodies that cost a service most, each at the limits of its document. */
export interface WorstBody {
  name: string
  body: () => unknown
}

const image = {
  architecture: 'x86_64',
  image_type: 'guest-image',
  repositories: [{ baseurl: 'https://repo.example.com/os', check_gpg: false }],
  upload_targets: [{ type: 'local', upload_options: {} }],
}
const compose = (customizations: object) => ({
  distribution: 'centos-9',
  image_request: image,
  customizations,
})
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const users = (password: string) => compose({ users: many(256, (at) => ({ name: `user${at}`, password })) })
/** A path of this many characters with a folder at every fourth of them. */
const path = (at: number, length: number) =>
  `/etc/${String(at).padStart(5, '0')}${'/abc'.repeat(Math.floor((length - 10) / 4))}`
const files = (count: number, length: number) => many(count, (at) => ({ path: path(at, length), data: 'x' }))

/** Of `POST /compose`. */
export const worstComposes: WorstBody[] = [
  {
    name: '256 users, passwords of 512 characters',
    body: () => users('x'.repeat(512)),
  },
  { name: '256 users, passwords of 12 characters', body: () => users('x'.repeat(12)) },
  {
    name: '20,000 packages',
    body: () => compose({ packages: many(20_000, (at) => `package-${at}`) }),
  },
  { name: '10,000 files, paths of 700 characters', body: () => compose({ files: files(10_000, 700) }) },
  { name: '1,900 files, paths of 4,096 characters', body: () => compose({ files: files(1900, 4096) }) },
  {
    name: '128 file systems, paths of 4,096 characters',
    body: () =>
      compose({
        filesystem: many(128, (at) => ({
          mountpoint: path(at, 4096).replace('/etc', '/srv'),
          min_size: 1_073_741_824,
        })),
      }),
  },
  {
    name: 'koji, 100 images, 58 files',
    body: () => ({
      distribution: 'centos-9',
      koji: { server: 'https://koji.example.com/hub', task_id: 1, name: 'n', version: '1', release: '1' },
      image_requests: many(100, () => ({ ...image, upload_targets: undefined })),
      customizations: { files: files(58, 300) },
    }),
  },
]

/** Of a report of a job. */
export const worstReports: WorstBody[] = [
  {
    name: 'a result of 250 MiB, long texts',
    body: () => ({
      result: { success: true, osbuild_output: { success: true, log: { os: ['x'.repeat(250 * 2 ** 20)] } } },
    }),
  },
  {
    name: 'a result of 60 MiB, empty objects',
    body: () => ({ result: { x: many(20 * 2 ** 20, () => ({})) } }),
  },
  {
    name: 'a result of 20 MiB, targets',
    body: () => ({
      result: {
        osbuild_output: {},
        target_results: many(400_000, () => ({ name: 'org.osbuild.aws', options: { ami: 'x' } })),
      },
    }),
  },
]
