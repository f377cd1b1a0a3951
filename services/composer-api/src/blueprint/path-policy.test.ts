import { describe, expect, it } from '@jest/globals'
import {
  directoryPolicy,
  filePolicy,
  isAllowed,
  mountpointPolicy,
  ostreeDirectoryPolicy,
  ostreeFilePolicy,
} from './path-policy.js'

describe('isAllowed', () => {
  it.each([
    [
      'mount points',
      mountpointPolicy,
      ['/', '/var', '/home', '/usr', '/boot', '/boot/efi', '/optional', '/etcetera'],
      [
        '/etc',
        '/etc/a',
        '/usr/lib',
        '/usr/local',
        '/var/run',
        '/var/lock/a',
        '/lib64',
        '/sysroot',
        '/lost+found',
      ],
    ],
    [
      'directories',
      directoryPolicy,
      ['/etc', '/etc/a', '/usr/local', '/usr/local/bin', '/var/lib', '/srv', '/binary'],
      ['/usr', '/usr/share', '/tmp/a', '/boot/a', '/var/tmp', '/var/run/a', '/efi'],
    ],
    [
      'files',
      filePolicy,
      ['/etc/motd', '/root/a', '/etc/passwd-new'],
      ['/etc/passwd', '/etc/shadow', '/etc/group', '/etc/fstab', '/usr/bin/a'],
    ],
    [
      'directories of OSTree images',
      ostreeDirectoryPolicy,
      ['/etc/a', '/etc/a/b'],
      ['/srv', '/usr/local/a', '/root/a', '/'],
    ],
    [
      'files of OSTree images',
      ostreeFilePolicy,
      ['/etc/a', '/root/a', '/usr/local/bin/a', '/usr/local/sbin/a'],
      ['/etc/shadow', '/srv/a', '/usr/local/lib/a', '/usr/bin/a'],
    ],
  ])('knows the places for %s', (_, policy, allowed, denied) => {
    expect(allowed.filter((path) => !isAllowed(policy, path))).toEqual([])
    expect(denied.filter((path) => isAllowed(policy, path))).toEqual([])
  })
})
