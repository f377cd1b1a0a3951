import fc, { type Arbitrary } from 'fast-check'
import type { Hints } from './arbitrary-of.js'
import { certificate } from './certificate.js'

/** Mostly one of `right`, now and then one of `wrong`. */
function usually(right: readonly unknown[], wrong: readonly unknown[]): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  )
}

const armouredKey = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n-----END PGP PUBLIC KEY BLOCK-----\n'

const url = usually(
  ['https://repo.example.com/os', 'http://mirror.example.com/x/'],
  ['not a url', '', '/a', 'ftp:'],
)
const size = usually(
  ['1 GiB', '10GB', '2 GiB', '536870912', '0'],
  ['1 gib', '', '99999999 TiB', '-1', '1.5 GiB'],
)
const ref = usually(['my/ref', 'rhel/9/x86_64/edge'], ['f'.repeat(64), '//', '', '-a', 'a b'])
const count = usually([0, 1, 512, 2 ** 30], ['1 GiB', -1, 1.5, 2 ** 60, 2 ** 53])
const key = usually(['https://repo.example.com/key', armouredKey], ['', 'no key', 'key.asc'])
const userName = usually(['user1', 'admin', 'root', '_svc'], ['', 'a b', '-a', 'A', '0', 'x'.repeat(33)])
const groupName = usually(['wheel', 'docker', 'group1', 'group2'], ['', 'a b', 'a.b', 'root'])
const sshKey = usually(['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA a@b'], ['', 'x\ny'])
const unit = usually(
  ['sshd', 'cockpit.socket', 'getty@tty1.service', 'nftables', 'chronyd'],
  ['', 'a/b', 'a b', 'x.foo', '-'],
)
const fsType = usually(['xfs', 'ext4', 'vfat'], ['swap'])
const profile = usually(
  ['xccdf_org.ssgproject.content_profile_cis', 'xccdf_org.ssgproject.content_profile_ospp'],
  ['', 'cis', 'xccdf_org.ssgproject.content_profile_none'],
)
const partType = usually(['0FC63DAF-8483-4772-8E79-3D69D8477DE4', '8e', ''], ['xx', '0fc63daf', '83 '])
const container = usually(
  ['registry.example.com/a/b:tag', `quay.io/a/b@sha256:${'0'.repeat(64)}`, 'quay.io/a/b'],
  ['', 'A B', ':', 'UPPER/x', 'https://quay.io/a'],
)

/** What the members of requests usually hold, right and now and then empty, malformed or nearly right. */
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
  'Bootc.reference': container,
  'Bootc.build_reference': container,
  'Bootc.iso_payload_reference': usually([''], ['quay.io/a/b']),
  'Blueprint.name': usually(['a', 'web'], ['']),
  'Blueprint.description': usually(['words', ''], ['\n', 'ü']),
  'Blueprint.version': usually(['1.2.3', '0.0.1'], ['1.2', '', '1', 'v1.0.0', '01.0.0', '1.2.3-rc.1+5']),
  'Koji.version': usually(['1.2.3'], ['']),
  'Package.name': usually(['tmux', 'vim-enhanced', 'openssh-*'], ['', 'a b', 'kernel-rt']),
  'Package.version': usually(['1.0', '*', ''], ['1.*', 'a b', '-']),
  packages: usually(['tmux', 'vim-enhanced', 'openssh-*'], ['', 'a b', '@core']),
  modules: usually(['tmux'], ['']),
  'Module.name': usually(['nodejs', 'postgresql'], ['']),
  'Module.stream': usually(['22', '16'], ['', 'a:b']),
  'PackageGroup.name': usually(['anaconda-tools', 'core'], ['', 'a b']),
  'Container.source': container,
  'Container.name': usually(['localhost/a:1', 'b', ''], ['A B', ':']),
  hostname: usually(
    ['host', 'my.host.example.com', 'h1'],
    ['', 'a_b', '-x', 'x'.repeat(65), 'ü', 'a b', 'a.', 'UPPER', '.a', 'a..b'],
  ),
  'Kernel.name': usually(['kernel', 'kernel-debug', 'kernel-rt', ''], ['a b', 'bash']),
  append: usually(['nosmt=force', 'console=ttyS0 a="b c"', ''], ['a\nb', '"', ' ']),
  'SSHKey.user': userName,
  'SSHKey.key': sshKey,
  'User.name': userName,
  'User.groups': groupName,
  'User.key': sshKey,
  'BlueprintUser.name': userName,
  'BlueprintUser.description': usually(['a user', ''], [':', 'a\nb']),
  'BlueprintUser.key': sshKey,
  'BlueprintUser.groups': groupName,
  home: usually(['/home/a', '/srv/a', ''], ['a', '/', '/../x']),
  shell: usually(['/bin/bash', ''], ['bash', ' ']),
  password: usually(['', '$6$salt$hash', 'secret'], ['x'.repeat(600), 'nul\0', '$6$']),
  'Group.name': groupName,
  uid: usually([0, 1000], [-1, 2 ** 32, 2 ** 31]),
  gid: usually([0, 1000], [-1, 2 ** 32, 2 ** 31]),
  'Timezone.timezone': usually(['Europe/Prague', 'UTC', ''], ['../x', 'Mars/X', ' ']),
  ntpservers: usually(['0.pool.ntp.org', '192.0.2.1'], ['', 'a b']),
  languages: usually(['en_US.UTF-8', 'de_DE.UTF-8'], ['', 'x', 'a b']),
  keyboard: usually(['us', 'de-nodeadkeys', ''], ['a b']),
  'Services.enabled': unit,
  'Services.disabled': unit,
  'Services.masked': unit,
  ports: usually(
    ['22:tcp', '80-90:udp', 'imap:tcp'],
    ['22', '', '22/tcp', 'x:y:z', '99999:tcp', '0:sctp', ':'],
  ),
  'FirewallServices.enabled': usually(['ftp', 'ntp'], ['', 'a b']),
  'FirewallServices.disabled': usually(['telnet', 'ftp'], ['', 'a b']),
  'FirewallZones.name': usually(['trusted', 'public'], ['', 'a b']),
  'FirewallZones.sources': usually(['192.0.2.0/24', 'ipset:a', '00:11:22:33:44:55'], ['', 'x']),
  installation_device: usually(['/dev/sda', ''], ['sda', '/etc']),
  manufacturing_server_url: url,
  diun_pub_key_insecure: usually(['true', ''], ['x']),
  diun_pub_key_hash: usually(['', 'sha256:0'], ['x']),
  diun_pub_key_root_certs: usually(['', certificate], ['x']),
  di_mfg_string_type_mac_iface: usually(['', 'eth0'], ['a b']),
  'IgnitionEmbedded.config': usually(['eyJpZ25pdGlvbiI6e319', '{}'], ['', 'x']),
  'IgnitionFirstboot.url': url,
  policy_id: fc.uuid(),
  profile_id: profile,
  datastream: usually(['/usr/share/xml/scap/ssg/content/ssg-rhel9-ds.xml', ''], ['a', ' ']),
  selected: usually(['rule_a', 'rule_b'], ['']),
  unselected: usually(['rule_a', 'rule_c'], ['']),
  filepath: usually(['/usr/share/tailoring.json'], ['', 'a', '/']),
  baseurl: url,
  baseurls: url,
  metalink: url,
  mirrorlist: url,
  url,
  contenturl: url,
  server: usually(['https://koji.example.com/kojihub'], ['', 'x']),
  gpgkey: key,
  gpgkeys: key,
  'CustomRepository.id': usually(
    ['a', 'fedora-cisco', 'copr_x.y', 'b'],
    ['', 'a b', 'a/b', 'copr:copr.example.com:x:y', '../x', 'ü', 'x'.repeat(255), '-', '.', 'A+B', 'a[b]'],
  ),
  'BlueprintRepository.id': usually(
    ['a', 'fedora-cisco', 'copr_x.y', 'b'],
    ['', 'a b', 'a/b', 'copr:copr.example.com:x:y', '../x', 'ü', 'x'.repeat(255), '-', '.', 'A+B', 'a[b]'],
  ),
  'CustomRepository.name': usually(['A repository', ''], ['a\nb']),
  'BlueprintRepository.name': usually(['A repository', ''], ['a\nb']),
  filename: usually(['a.repo', 'b.repo'], ['../a', '', 'a', '.repo', 'a b.repo', 'a.repo.repo', 'ü.repo']),
  priority: usually([1, 99], [-1, 0, 2 ** 40]),
  path: usually(
    [
      '/etc/app',
      '/etc/app2/conf',
      '/usr/local/bin/x',
      '/srv/data',
      '/root/a',
      '/etc/systemd/system/a.service',
    ],
    [
      '/usr/a',
      'a',
      '/a/../b',
      '/etc/',
      '',
      '/',
      '/opt/x',
      '/var/x',
      '/boot/a',
      '/etc/passwd',
      '/etc/fstab',
      '/a b',
    ],
  ),
  mountpoint: usually(
    ['/', '/var', '/home', '/srv/data', '/boot', '/opt'],
    [
      '/etc',
      '/boot/efi',
      'a',
      '/usr/x',
      '/usr',
      '',
      '/tmp',
      '/var/log/audit',
      '/root',
      '/data',
      '/efi',
      '/app/../x',
    ],
  ),
  'FilesystemTyped.fs_type': fsType,
  'LogicalVolume.fs_type': fsType,
  'VolumeGroup.name': usually(['', 'vg'], ['a b', '-', 'x'.repeat(200)]),
  'LogicalVolume.name': usually(['', 'lv1', 'lv2', 'lv3'], ['a b', '-', '/', 'x'.repeat(200)]),
  'BtrfsSubvolume.name': usually(['root', 'home', '/srv'], ['', '/', 'a b', '..']),
  label: usually(['', 'data'], ['x'.repeat(64), 'a b', 'ü']),
  mode: usually(['0644', '755', '0600'], ['9', '', '01777', '1777', '0']),
  user: usually(['root', 'app.user', 0, 1000], ['no body', -1, '', '-a', 2 ** 40]),
  group: usually(['root', 0, 1000], ['a.b', -1, '', 2 ** 40]),
  data: usually(['text', ''], ['\0', 'ü\n']),
  minsize: size,
  min_size: count,
  size: count,
  part_type: partType,
  'Installer.sudo-nopasswd': usually(['%wheel', 'user1'], ['', '%', 'a b', '"']),
  'ImportKeys.files': usually(['/etc/pki/rpm-gpg/RPM-GPG-KEY-a'], ['', 'a', '/a/../b', '/']),
  pem_certs: usually([certificate, `${certificate}${certificate}`], ['', 'x', certificate.slice(0, 200)]),
  organization: usually(['2040324'], ['']),
  activation_key: usually(['key'], ['', 'a b', '"']),
  server_url: usually(['subscription.example.com'], ['']),
  base_url: url,
  insights_client_proxy: url,
  template_uuid: usually(['', '2f1d5c8a-3d7b-4f0e-9a43-6f5d2f8a9c11'], ['x']),
  template_name: usually(['', 'template'], ['"']),
  patch_url: url,
  content_sets: usually(['rhel-9-for-x86_64-baseos-rpms'], ['']),
  package_sets: usually(['os'], ['', 'build']),
  ref,
  parent: ref,
  task_id: usually([0, 42], [-1]),
  check_gpg: usually([false], [true]),
  check_repo_gpg: usually([false], [true]),
} satisfies Hints
