import type { ComposeRequest, ImageRequest } from '../src/api-types.js'

/** A repository that is good enough. */
export const repository = {
  baseurl: 'https://repo.example.com/os/',
  rhsm: false,
  check_repo_gpg: false,
  module_hotfixes: false,
}

/** A valid image request, as it is after validation. */
export function makeImageRequest(overrides: Partial<ImageRequest> = {}): ImageRequest {
  return {
    architecture: 'x86_64',
    image_type: 'guest-image',
    repositories: [repository],
    upload_options: { region: 'us-east-1', public: false },
    size: 0,
    ...overrides,
  }
}

/** A valid compose request of one image, as it is after validation. */
export function makeRequest(
  overrides: Partial<ComposeRequest> = {},
  image: Partial<ImageRequest> = {},
): ComposeRequest {
  return { distribution: 'centos-9', image_request: makeImageRequest(image), ...overrides }
}
