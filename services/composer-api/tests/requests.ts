/** Requests that are valid as they are; a test shows only what it changes. */

export const repository = { baseurl: 'https://repo.example.com/os', check_gpg: false }

export function imageRequest(overrides: object = {}): Record<string, unknown> {
  return {
    architecture: 'x86_64',
    image_type: 'guest-image',
    repositories: [repository],
    upload_targets: [{ type: 'local', upload_options: {} }],
    ...overrides,
  }
}

export function composeRequest(overrides: object = {}, image: object = {}): Record<string, unknown> {
  return { distribution: 'centos-9', image_request: imageRequest(image), ...overrides }
}

export const awsImage = {
  image_type: 'aws',
  upload_targets: undefined,
  upload_options: { region: 'eu-west-1', share_with_accounts: ['123456789012'] },
}

export const koji = {
  server: 'https://koji.example.com/hub',
  task_id: 42,
  name: 'image',
  version: '1',
  release: '2',
}

export function kojiRequest(images: object[] = [{}], overrides: object = {}): Record<string, unknown> {
  return {
    distribution: 'centos-9',
    koji,
    image_requests: images.map((image) => imageRequest({ upload_targets: undefined, ...image })),
    ...overrides,
  }
}

export function bootcRequest(overrides: object = {}, image: object = {}): Record<string, unknown> {
  return {
    bootc: { reference: 'quay.io/centos-bootc/centos-bootc:stream10' },
    image_request: imageRequest({ repositories: [], ...image }),
    ...overrides,
  }
}
