import { describe, expect, it } from '@jest/globals'
import { renderPlan } from '@composer/contracts'
import { planContext } from '../../tests/plan-context.js'
import { planClone, type WantedClone } from './plan-clone.js'

const clone = (overrides: Partial<WantedClone>) =>
  planClone(
    {
      buildJobId: 'B',
      image: { ami: 'ami-1', region: 'us-east-1' },
      region: 'eu-west-1',
      accounts: ['1', '2'],
      ...overrides,
    },
    planContext(),
  )

describe('planClone', () => {
  it('copies and shares the copy, whose image is known only afterwards', () => {
    const plan = clone({})

    expect(plan && renderPlan(plan)).toBe(`copy (aws-ec2-copy) <- job B
share (aws-ec2-share) <- copy`)
    expect(plan?.map(({ args }) => args)).toEqual([
      {
        ami: 'ami-1',
        source_region: 'us-east-1',
        target_region: 'eu-west-1',
        target_name: 'composer-api-id-1',
      },
      { ami: '', region: '', shareWithAccounts: ['1', '2'] },
    ])
  })

  it('only copies when nobody is to get the image', () => {
    const plan = clone({ accounts: [] })

    expect(plan && renderPlan(plan)).toBe('copy (aws-ec2-copy) <- job B')
  })

  it('only shares in the region where the image is', () => {
    const plan = clone({ region: 'us-east-1' })

    expect(plan && renderPlan(plan)).toBe('share (aws-ec2-share) <- job B')
    expect(plan?.[0]?.args).toEqual({ ami: 'ami-1', region: 'us-east-1', shareWithAccounts: ['1', '2'] })
  })

  it('shares a copy that is there already', () => {
    const plan = clone({ existingCopyJobId: 'C' })

    expect(plan && renderPlan(plan)).toBe('share (aws-ec2-share) <- job C')
    expect(plan?.[0]?.args).toEqual({ ami: '', region: '', shareWithAccounts: ['1', '2'] })
  })

  it('has nothing to do when the image is there and nobody is to get it', () => {
    expect(clone({ region: 'us-east-1', accounts: [] })).toBeUndefined()
    expect(clone({ existingCopyJobId: 'C', accounts: [] })).toBeUndefined()
  })
})
