import { expect, it } from '@jest/globals'
import { createTenantLabels } from './tenant-labels.js'

it('Tenants get a label of their own up to the limit; the channel of nobody costs none', () => {
  const label = createTenantLabels(2)
  expect(['', 'org-1', 'org-2', 'org-3', 'org-1', 'org-3'].map(label)).toEqual([
    '',
    'org-1',
    'org-2',
    'other',
    'org-1',
    'other',
  ])
})
