import fc, { type Arbitrary } from 'fast-check'
import { arbitraryOf, type Hints, type SchemaDocument } from './arbitrary-of.js'

/** Mostly one of `right`, now and then one of `wrong`. */
function usually(right: readonly unknown[], wrong: readonly unknown[]): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  )
}

const url = usually(['https://repo.example.com/os', 'http://mirror.example.com/x/'], ['not a url', ''])
const size = usually(['1 GiB', '10GB', '1.5 GiB', '512'], ['1 gib', '', '99999999 TiB'])
const ref = usually(['my/ref', 'rhel/9/x86_64/edge'], ['f'.repeat(64), '//', ''])
const count = usually([0, 1, 512, 2 ** 30], ['1 GiB', -1, 1.5, 2 ** 60])

/** What the fields of requests usually hold, right and now and then nearly right. */
export const composeHints = {
  distribution: usually(
    ['centos-9', 'rhel-9', 'rhel-9.6', 'rhel-8.10', 'fedora-43', 'almalinux-10.2'],
    ['beos-5', ''],
  ),
  distro: usually([''], ['centos-9', 'rhel-9']),
  architecture: usually(['x86_64', 'aarch64'], ['s390x', 'amd64', 'vax']),
  image_type: usually(
    ['guest-image', 'aws', 'gcp', 'azure', 'edge-commit', 'image-installer'],
    ['wsl', 'iot-commit', 'pxe-tar-xz'],
  ),
  version: usually(['1.2.3', '0.0.1'], ['1.2', '']),
  name: usually(['a', 'web', 'kernel-rt'], ['']),
  password: usually(['', '$6$salt$hash', 'secret'], ['x'.repeat(600), 'nul\0']),
  policy_id: fc.uuid(),
  profile_id: usually(['cis'], ['']),
  baseurl: url,
  metalink: url,
  mirrorlist: url,
  url,
  contenturl: url,
  manufacturing_server_url: url,
  gpgkey: usually(['https://repo.example.com/key'], ['', 'no key']),
  gpgkeys: usually(['https://repo.example.com/key'], ['', 'no key']),
  path: usually(
    ['/etc/app', '/etc/app2/conf', '/usr/local/bin/x', '/srv/data'],
    ['/usr/a', 'a', '/a/../b', '/etc/', ''],
  ),
  mountpoint: usually(['/', '/var', '/home', '/srv/data', '/boot'], ['/etc', '/boot/efi', 'a', '/usr/x']),
  mode: usually(['0644', '755'], ['9', '']),
  user: usually(['root', 'app.user', 0, 1000], ['no body', -1]),
  group: usually(['root', 0, 1000], ['a.b', -1]),
  minsize: size,
  min_size: count,
  size: count,
  part_type: usually(['0FC63DAF-8483-4772-8E79-3D69D8477DE4'], ['8e', 'xx']),
  ref,
  parent: ref,
  filename: usually(['a.repo'], ['../a', '']),
  uid: usually([0, 1000], [-1]),
  gid: usually([0, 1000], [-1]),
  task_id: usually([0, 42], [-1]),
  check_gpg: usually([false], [true]),
  check_repo_gpg: usually([false], [true]),
} satisfies Hints

/**
 * Compose requests of every kind that the schema lets pass, most of them sensible: with a distribution, with koji, with
 * bootc, and now and then any object the schema allows. Validate them before use: a few break rules that a generator of
 * schemas does not see (`not`).
 */
export function arbitraryComposeRequest(document: SchemaDocument): Arbitrary<unknown> {
  const of = (name: string) => arbitraryOf(document, name, composeHints)
  const { distribution } = composeHints
  const blueprint_id = fc.uuid()
  const common = fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.record({ customizations: of('Customizations') }) },
    { weight: 3, arbitrary: fc.record({ blueprint: of('Blueprint') }) },
  )
  const merged = (kind: Arbitrary<object>) => fc.tuple(kind, common).map(([a, b]) => ({ ...a, ...b }))
  const image = fc.oneof(
    { weight: 1, arbitrary: of('ImageRequest') },
    { weight: 3, arbitrary: of('ImageRequest').map(plainImage) },
  )
  return fc.oneof(
    {
      weight: 6,
      arbitrary: merged(
        fc.record(
          { distribution, image_request: image, blueprint_id },
          { requiredKeys: ['distribution', 'image_request'] },
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: merged(
        fc.record({ distribution, image_requests: fc.array(image, { maxLength: 2 }), koji: of('Koji') }),
      ),
    },
    { weight: 2, arbitrary: merged(fc.record({ bootc: of('Bootc'), image_request: image })) },
    { weight: 1, arbitrary: of('ComposeRequest') },
  )
}

/** The image request with repositories and an upload that fit most image types, and without OSTree options. */
function plainImage(image: unknown): object {
  const { ostree: _, ...rest } = image as Record<string, unknown>
  return {
    ...rest,
    repositories: [{ baseurl: 'https://repo.example.com/os' }],
    upload_targets: [{ type: 'local', upload_options: {} }],
    upload_options: { region: 'us-east-1', share_with_accounts: [] },
  }
}
