import { describe, expect, it } from '@jest/globals'
import { expectRefusal } from '../../../tests/expect-refusal.js'
import type { ApiDisk } from '../../api-types.js'
import { disk } from './disk.js'

const at = 'customizations.disk'
const plain = (mountpoint: string, more: object = {}) => ({
  type: 'plain' as const,
  fs_type: 'xfs' as const,
  mountpoint,
  ...more,
})
const lvm = (...mountpoints: string[]) => ({
  type: 'lvm' as const,
  logical_volumes: mountpoints.map((mountpoint) => ({ fs_type: 'xfs' as const, mountpoint })),
})
const btrfs = (...mountpoints: string[]) => ({
  type: 'btrfs' as const,
  subvolumes: mountpoints.map((mountpoint) => ({ name: `sub${mountpoint}`, mountpoint })),
})
const swap = { type: 'plain' as const, fs_type: 'swap' as const }

describe('disk', () => {
  it.each<[string, ApiDisk]>([
    ['no partitions', { partitions: [] }],
    [
      'four partitions on dos',
      { type: 'dos', partitions: [plain('/'), plain('/boot'), plain('/home'), swap] },
    ],
    [
      'five partitions on gpt',
      { type: 'gpt', partitions: ['/', '/a', '/b', '/c', '/d'].map((path) => plain(path)) },
    ],
    ['/boot as ext4 beside LVM', { partitions: [plain('/boot', { fs_type: 'ext4' }), lvm('/', '/home')] }],
    ['/boot/efi as vfat', { partitions: [plain('/boot/efi', { fs_type: 'vfat' })] }],
    ['/boot on btrfs', { partitions: [btrfs('/', '/boot')] }],
    ['two swaps', { partitions: [swap, swap] }],
    ['dos partition types', { type: 'dos', partitions: [plain('/', { part_type: '8e' })] }],
    ['/usr as mount point', { partitions: [plain('/usr')] }],
  ])('accepts %s', (_, layout) => {
    expect(disk(layout, at).partitions).toHaveLength(layout.partitions.length)
  })

  it.each<[string, ApiDisk, string]>([
    [
      'a size without a known unit',
      { minsize: '1 gib', partitions: [] },
      '.minsize: "1 gib" is not a size such as "2 GiB"',
    ],
    [
      'a partition size',
      { partitions: [plain('/', { minsize: 'big' })] },
      '.partitions[0].minsize: "big" is not a size such as "2 GiB"',
    ],
    [
      'a volume size',
      {
        partitions: [{ type: 'lvm', logical_volumes: [{ fs_type: 'xfs', mountpoint: '/', minsize: '-1' }] }],
      },
      '.partitions[0].logical_volumes[0].minsize: "-1" is not a size such as "2 GiB"',
    ],
    [
      'five partitions on dos',
      { type: 'dos', partitions: ['/', '/a', '/b', '/c', '/d'].map((path) => plain(path)) },
      '.partitions: a dos partition table holds at most 4 partitions',
    ],
    [
      'two volume groups',
      { partitions: [lvm('/'), lvm('/home')] },
      '.partitions: at most one can be an LVM volume group',
    ],
    [
      'two btrfs volumes',
      { partitions: [btrfs('/'), btrfs('/home')] },
      '.partitions: at most one can be a btrfs volume',
    ],
    [
      'LVM beside btrfs',
      { partitions: [lvm('/'), btrfs('/home')] },
      '.partitions: LVM and btrfs cannot be combined',
    ],
    [
      'a missing mount point',
      { partitions: [{ type: 'plain', fs_type: 'xfs' }] },
      '.partitions[0].mountpoint: must not be empty',
    ],
    [
      'a relative mount point',
      { partitions: [plain('home')] },
      '.partitions[0].mountpoint: "home" is not an absolute, canonical path',
    ],
    [
      'a mount point that ends in a slash',
      { partitions: [plain('/home/')] },
      '.partitions[0].mountpoint: "/home/" is not an absolute, canonical path',
    ],
    [
      'a denied mount point',
      { partitions: [plain('/etc')] },
      '.partitions[0].mountpoint: /etc cannot be a mount point',
    ],
    [
      'a mount point twice',
      { partitions: [plain('/home'), lvm('/', '/home')] },
      '.partitions[1].logical_volumes[1].mountpoint: /home is used twice',
    ],
    [
      'swap with a mount point',
      { partitions: [{ ...swap, mountpoint: '/swap' }] },
      '.partitions[0].mountpoint: swap has no mount point',
    ],
    [
      '/boot as vfat',
      { partitions: [plain('/boot', { fs_type: 'vfat' })] },
      '.partitions[0].fs_type: /boot must be xfs or ext4',
    ],
    [
      '/boot/efi as xfs',
      { partitions: [plain('/boot/efi')] },
      '.partitions[0].fs_type: /boot/efi must be vfat',
    ],
    [
      '/boot on LVM',
      { partitions: [lvm('/boot')] },
      '.partitions[0].logical_volumes[0].mountpoint: /boot cannot be on LVM',
    ],
    [
      '/boot/efi on btrfs',
      { partitions: [btrfs('/boot/efi')] },
      '.partitions[0].subvolumes[0].mountpoint: /boot/efi must be vfat',
    ],
    [
      'a volume name twice',
      {
        partitions: [
          {
            type: 'lvm',
            logical_volumes: [
              { name: 'a', fs_type: 'xfs', mountpoint: '/' },
              { name: 'a', fs_type: 'xfs', mountpoint: '/b' },
            ],
          },
        ],
      },
      '.partitions[0].logical_volumes[1].name: a is used twice',
    ],
    [
      'a subvolume name twice',
      {
        partitions: [
          {
            type: 'btrfs',
            subvolumes: [
              { name: 'a', mountpoint: '/' },
              { name: 'a', mountpoint: '/b' },
            ],
          },
        ],
      },
      '.partitions[0].subvolumes[1].name: a is used twice',
    ],
    [
      'a dos type on gpt',
      { type: 'gpt', partitions: [plain('/', { part_type: '8e' })] },
      '.partitions[0].part_type: must be a UUID',
    ],
    [
      'a gpt type on dos',
      { type: 'dos', partitions: [plain('/', { part_type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4' })] },
      '.partitions[0].part_type: must be two hexadecimal digits',
    ],
  ])('refuses %s', async (_, layout, details) => {
    await expectRefusal(() => disk(layout, at), 35, `${at}${details}`)
  })
})
