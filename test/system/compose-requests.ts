/** Requests that are valid as they are. */

const image = {
  architecture: 'x86_64',
  image_type: 'guest-image',
  repositories: [{ baseurl: 'https://repo.example.com/os', check_gpg: false }],
}

/** `mark` is the host name, so that a test sees whose request it is. */
export const localRequest = (mark: string) => ({
  distribution: 'centos-9',
  image_request: { ...image, upload_targets: [{ type: 'local', upload_options: {} }] },
  customizations: { hostname: mark },
})

export const awsRequest = (mark: string) => ({
  distribution: 'centos-9',
  image_request: {
    ...image,
    image_type: 'aws',
    upload_options: { region: 'eu-west-1', share_with_accounts: ['123456789012'] },
  },
  customizations: { hostname: mark },
})

export const depsolveRequest = {
  distribution: 'centos-9',
  architecture: 'x86_64',
  repositories: image.repositories,
  blueprint: { name: 'web', version: '1.0.0', packages: [{ name: 'nginx' }] },
}

export const searchRequest = {
  distribution: 'centos-9',
  architecture: 'x86_64',
  repositories: image.repositories,
  packages: ['nginx'],
}

export const kojiRequest = (mark: string) => ({
  distribution: 'centos-9',
  koji: { server: 'https://koji.example.com/hub', task_id: 42, name: mark, version: '1', release: '2' },
  image_requests: [image],
})
