import type { BootMode } from '../catalog/catalog.js'

/** Image types that can be made from a bootable container: file name and exported pipeline by internal name. */
export const bootcImageTypes: Readonly<Record<string, { filename: string; exportName: string }>> = {
  qcow2: { filename: 'disk.qcow2', exportName: 'qcow2' },
  ami: { filename: 'disk.raw', exportName: 'image' },
  vmdk: { filename: 'disk.vmdk', exportName: 'vmdk' },
  vhd: { filename: 'disk.vhd', exportName: 'vpc' },
  gce: { filename: 'image.tar.gz', exportName: 'gce' },
  oci: { filename: 'disk.qcow2', exportName: 'qcow2' },
  ova: { filename: 'image.ova', exportName: 'archive' },
  'bootc-generic-iso': { filename: 'install.iso', exportName: 'bootiso' },
  'pxe-tar-xz': { filename: 'pxe.tar.xz', exportName: 'xz' },
}

/** Architecture names of bootc requests, container spellings included → canonical name. */
export const bootcArchitectures: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'x86_64'],
  ['amd64', 'x86_64'],
  ['aarch64', 'aarch64'],
  ['arm64', 'aarch64'],
  ['ppc64le', 'ppc64le'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
])

const bootModes: Readonly<Record<string, BootMode>> = {
  x86_64: 'hybrid',
  aarch64: 'uefi',
  riscv64: 'uefi',
  ppc64le: 'legacy',
  s390x: 'legacy',
}

/** Whether an image of this type is a disk with partitions. */
export const bootcHasDisk = (imageType: string): boolean =>
  !['bootc-generic-iso', 'pxe-tar-xz'].includes(imageType)

/** How disks of a bootable container boot on an architecture. */
export function bootcBootMode(architecture: string): BootMode {
  return bootModes[architecture] ?? 'none'
}
