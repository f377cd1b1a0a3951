/** A blueprint in the form that the manifest library reads; sizes are in bytes. The library refuses unknown members. */
export interface Blueprint {
  name: string
  description?: string
  version: string
  distro?: string
  packages: BlueprintPackage[]
  modules: BlueprintPackage[]
  enabled_modules: { name: string; stream: string }[]
  groups: { name: string }[]
  containers?: BlueprintContainer[]
  customizations?: BlueprintCustomizations
}

export interface BlueprintPackage {
  name: string
  version?: string
}

export interface BlueprintContainer {
  source: string
  name?: string
  'tls-verify'?: boolean
}

export interface BlueprintCustomizations {
  hostname?: string
  kernel?: { name?: string; append?: string }
  sshkey?: { user: string; key: string }[]
  user?: BlueprintUser[]
  group?: { name: string; gid?: number }[]
  timezone?: { timezone?: string; ntpservers?: string[] }
  locale?: { languages?: string[]; keyboard?: string }
  firewall?: BlueprintFirewall
  services?: { enabled?: string[]; disabled?: string[]; masked?: string[] }
  filesystem?: { mountpoint: string; minsize: number }[]
  disk?: BlueprintDisk
  installation_device?: string
  partitioning_mode?: PartitioningMode
  fdo?: Record<string, string>
  openscap?: BlueprintOpenScap
  ignition?: { embedded?: { config: string }; firstboot?: { url: string } }
  directories?: BlueprintDirectory[]
  files?: BlueprintFile[]
  repositories?: BlueprintRepository[]
  fips?: boolean
  installer?: { unattended?: boolean; 'sudo-nopasswd'?: string[]; kickstart?: { contents: string } }
  rpm?: { import_keys?: { files?: string[] } }
  rhsm?: { config?: RhsmConfig }
  cacerts?: { pem_certs: string[] }
  dnf?: { config?: { set_releasever?: boolean } }
}

export type PartitioningMode = 'raw' | 'lvm' | 'auto-lvm'

export interface BlueprintUser {
  name: string
  description?: string
  password?: string
  key?: string
  home?: string
  shell?: string
  groups?: string[]
  uid?: number
  gid?: number
}

export interface BlueprintFirewall {
  ports?: string[]
  services?: { enabled?: string[]; disabled?: string[] }
  zones?: { name?: string; sources?: string[] }[]
}

export interface BlueprintDirectory {
  path: string
  mode?: string
  user?: string | number
  group?: string | number
  ensure_parents?: boolean
}

export interface BlueprintFile {
  path: string
  mode?: string
  user?: string | number
  group?: string | number
  data?: string
}

export interface BlueprintOpenScap {
  profile_id: string
  policy_id?: string
  datastream?: string
  tailoring?: { selected?: string[]; unselected?: string[] }
  json_tailoring?: { profile_id: string; filepath: string }
}

export interface BlueprintRepository {
  id: string
  name?: string
  filename?: string
  baseurls?: string[]
  metalink?: string
  mirrorlist?: string
  gpgkeys?: string[]
  enabled?: boolean
  priority?: number
  gpgcheck?: boolean
  repo_gpgcheck?: boolean
  sslverify?: boolean
  module_hotfixes?: boolean
  install_from?: boolean
}

export interface RhsmConfig {
  dnf_plugins?: { product_id?: { enabled?: boolean }; subscription_manager?: { enabled?: boolean } }
  subscription_manager?: {
    rhsm?: { manage_repos?: boolean; auto_enable_yum_plugins?: boolean }
    rhsmcertd?: { auto_registration?: boolean }
  }
}

export type FilesystemType = 'ext4' | 'xfs' | 'vfat' | 'swap'

export interface BlueprintDisk {
  type?: 'gpt' | 'dos'
  minsize?: number
  partitions: BlueprintPartition[]
}

export type BlueprintPartition = PlainPartition | BtrfsPartition | LvmPartition

/** Every partition and logical volume has a size; 0 leaves it to the program. */
export interface PlainPartition {
  type: 'plain'
  part_type?: string
  minsize: number
  mountpoint?: string
  label?: string
  fs_type: FilesystemType
}

export interface BtrfsPartition {
  type: 'btrfs'
  part_type?: string
  minsize: number
  subvolumes: { name: string; mountpoint: string }[]
}

export interface LvmPartition {
  type: 'lvm'
  part_type?: string
  minsize: number
  name?: string
  logical_volumes: LogicalVolume[]
}

export interface LogicalVolume {
  name?: string
  minsize: number
  mountpoint?: string
  label?: string
  fs_type: FilesystemType
}
