import { describe, expect, it } from '@jest/globals'
import { failure, finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { cloneStatus } from './clone-status.js'

function status(sketch: JobSketch, type = 'aws-ec2-copy') {
  return cloneStatus(makeGraph({ [`job=${type}`]: sketch }, 'clone'), 'job', '/base')
}

describe('the status of a clone', () => {
  it.each<[string, JobSketch, object]>([
    ['waits', { state: 'waiting' }, { status: 'pending', options: { ami: '', region: '' } }],
    ['is ready', { state: 'ready' }, { status: 'pending' }],
    ['runs', { state: 'running' }, { status: 'running' }],
    ['was cancelled', { state: 'cancelled' }, { status: 'failure' }],
    ['failed', finished(failure(17, 'no')), { status: 'failure', options: { ami: '', region: '' } }],
    [
      'went well',
      finished({ ami: 'ami-2', region: 'eu-west-1' }),
      { status: 'success', type: 'aws', options: { ami: 'ami-2', region: 'eu-west-1' } },
    ],
  ])('whose job %s', (_, sketch, shown) => {
    expect(status(sketch)).toMatchObject(shown)
  })

  it('refers to itself', () => {
    expect(status({}, 'aws-ec2-share')).toMatchObject({
      id: 'job',
      kind: 'CloneComposeStatus',
      href: '/base/clones/job',
    })
  })

  it('is refused with 26 for other jobs and other composes', () => {
    const compose = makeGraph({ 'build=osbuild:x86_64': {}, 'share=aws-ec2-share': { dependsOn: ['build'] } })

    expect(() => status({}, 'osbuild:x86_64')).toThrow(expect.objectContaining({ number: 26 }))
    expect(() => cloneStatus(compose, 'share', '/base')).toThrow(expect.objectContaining({ number: 26 }))
  })
})
