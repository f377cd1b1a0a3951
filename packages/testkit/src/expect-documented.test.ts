import { describe, expect, it } from '@jest/globals'
import { expectDocumented, type AnyAnswer } from './expect-documented.js'

const error = {
  href: '/e/15',
  id: '15',
  kind: 'Error',
  code: 'C-15',
  reason: 'r',
  operation_id: 'o',
  details: '',
}
const base = '/api/image-builder-composer/v2'

const json = (status: number, body: unknown): AnyAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  text: JSON.stringify(body),
})
const empty = (status: number): AnyAnswer => ({ status, headers: {}, text: '' })

describe('expectDocumented', () => {
  it.each<['composer' | 'worker', string, string, AnyAnswer]>([
    ['composer', 'POST', `${base}/compose`, json(201, { href: '/c', id: 'i', kind: 'ComposeId' })],
    [
      'composer',
      'get',
      `${base}/composes/?page=1`,
      json(200, { kind: 'ComposeList', page: 1, size: 0, total: 0, items: [] }),
    ],
    ['composer', 'GET', '/composes/abc', json(404, error)],
    ['composer', 'HEAD', `${base}/composes/abc`, empty(200)],
    ['composer', 'GET', `${base}/composes`, json(404, error)],
    ['composer', 'PUT', `${base}/compose`, json(404, error)],
    ['composer', 'GET', `${base}/composes/abc/download`, { status: 206, headers: {}, text: 'bytes' }],
    ['worker', 'POST', '/api/image-builder-worker/v1/jobs', empty(204)],
    ['worker', 'POST', '/api/worker/v1/workers/abc/status', empty(200)],
    ['worker', 'PUT', '/jobs/abc/artifacts/disk.qcow2', empty(400)],
    ['worker', 'PUT', '/jobs/abc/artifacts/disk.qcow2', json(404, { ...error, message: 'r' })],
  ])('accepts what the %s document says of %s %s', (name, method, path, answer) => {
    expect(() => {
      expectDocumented(name, method, path, answer)
    }).not.toThrow()
  })

  it.each<[string, 'composer' | 'worker', string, string, AnyAnswer, string]>([
    [
      'an undocumented status',
      'composer',
      'GET',
      '/distributions',
      json(404, error),
      'getDistributionList does not document',
    ],
    [
      'a body that lacks a member',
      'composer',
      'POST',
      '/compose',
      json(201, { id: 'i', kind: 'k' }),
      "must have required property 'href'",
    ],
    [
      'an unknown member of a closed object',
      'composer',
      'GET',
      '/distributions/x',
      json(200, { id: 'x', kind: 'k', href: 'h', name: 'x', more: 1 }),
      'must NOT have additional properties',
    ],
    [
      'no member that the kind of upload has',
      'composer',
      'GET',
      '/clones/x',
      json(200, { id: 'x', kind: 'k', href: 'h', status: 'success', type: 'aws', options: {} }),
      'body/options',
    ],
    ['an unknown route that is served', 'composer', 'GET', '/moon', json(200, {}), 'must be 404'],
    [
      'an unknown route refused without an error object',
      'composer',
      'GET',
      '/moon',
      json(404, {}),
      'must have required property',
    ],
    [
      'another content type',
      'composer',
      'GET',
      '/openapi',
      { status: 200, headers: { 'content-type': 'text/html' }, text: '{}' },
      "content type is 'text/html'",
    ],
    ['an empty answer where there must be a body', 'worker', 'GET', '/status', empty(200), 'content type'],
    ['a body where there must be none', 'worker', 'POST', '/jobs', json(204, {}), 'none is documented'],
    [
      'an error without its message',
      'worker',
      'GET',
      '/jobs/abc',
      json(404, error),
      "required property 'message'",
    ],
  ])('refuses %s', (_, name, method, path, answer, message) => {
    expect(() => {
      expectDocumented(name, method, path, answer)
    }).toThrow(message)
  })
})
