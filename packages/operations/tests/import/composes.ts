import type { DrawnJob } from './reference-database.js'

/** What workers of the reference report, in their own spacing, which has to survive. */
export const results = {
  depsolve: '{"package_specs": {"os": []}, "transactions":{"os":[]},  "solver":"dnf5"}',
  manifest: '{"data":{"version":"2","pipelines":[]},"error":"","info":{"osbuild_composer_version":"v1"}}',
  build:
    '{"success":true,"osbuild_output":{"type":"result","success":true,"log":{"os":[{"id":"a","output":"nul \\\\u0000"}]},"metadata":{}},' +
    '"target_results":[{"name":"org.osbuild.aws","options":{"ami":"ami-1","region":"eu-1"},"big":18446744073709551615}],"upload_status":"success","host_os":"linux","arch":"x86_64"}',
  init: '{"build_id":7,"token":"t","koji_error":""}',
  finalize: '{"koji_error":""}',
  aws: '{"ami":"ami-2","region":"us-1"}',
  broken: '{"success":false,"job_error":{"id":10,"reason":"it broke","details":"why"}}',
}

export const plain = (build: Partial<DrawnJob> = {}): Record<string, DrawnJob> => ({
  depsolve: { type: 'depsolve', args: '{"arch": "x86_64", "secret": "hunter2"}', result: results.depsolve },
  manifest: { type: 'manifest-id-only', needs: ['depsolve'], result: results.manifest },
  build: {
    type: 'osbuild:x86_64',
    needs: ['manifest'],
    args: '{"targets": [], "big": 18446744073709551615}',
    result: results.build,
    ...build,
  },
})

export const koji = (): Record<string, DrawnJob> => ({
  init: { type: 'koji-init', result: results.init },
  depsolve1: { type: 'depsolve', result: results.depsolve },
  manifest1: { type: 'manifest-id-only', needs: ['depsolve1'], result: results.manifest },
  build1: { type: 'osbuild:x86_64', needs: ['init', 'manifest1', 'depsolve1'], result: results.build },
  depsolve2: { type: 'depsolve', result: results.depsolve },
  manifest2: { type: 'manifest-id-only', needs: ['depsolve2'], result: results.manifest },
  build2: { type: 'osbuild:aarch64', needs: ['init', 'manifest2', 'depsolve2'], result: results.broken },
  finalize: { type: 'koji-finalize', needs: ['init', 'build1', 'build2'], result: results.finalize },
})

export const bootc = (): Record<string, DrawnJob> => ({
  info: { type: 'bootc-info-resolve:x86_64', result: '{"infos":[]}' },
  pre: { type: 'bootc-pre-manifest', needs: ['info'], args: '{"blueprint": {}}', result: '{}' },
  containers: { type: 'container-resolve', needs: ['pre'], result: '{"specs":[]}' },
  manifest: { type: 'manifest-id-only', needs: ['containers', 'info', 'pre'], result: results.manifest },
  build: { type: 'osbuild:x86_64', needs: ['manifest', 'pre'], result: results.build },
})
