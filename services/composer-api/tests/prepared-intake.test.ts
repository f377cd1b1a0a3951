import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createCatalogHolder } from '../src/catalog/catalog-holder.js'
import { createRequestIntake, smallBody, type RequestIntake } from '../src/intake/request-intake.js'
import { startCounting, type OperationCounter } from './count-operations.js'
import { kojiRequest } from './requests.js'
import { shippedCatalog } from './shipped-catalog.js'

let counter: OperationCounter
let intake: RequestIntake
beforeAll(async () => {
  counter = await startCounting()
  intake = createRequestIntake({
    catalog: await createCatalogHolder(shippedCatalog),
    threads: 1,
    manifests: 'workers',
    now: () => new Date(),
  })
})
afterAll(async () => {
  await intake.close()
  await counter.stop()
})

const rawBody = Buffer.from(JSON.stringify(kojiRequest(Array.from({ length: 20 }, () => ({})))))

it('The first request finds everything compiled that checks it and its jobs', async () => {
  expect(rawBody.length).toBeLessThan(smallBody)
  const read = async () => {
    const { signal } = new AbortController()
    expect(await intake.read({ channel: '', operation: 'postCompose', rawBody, signal })).toHaveProperty(
      'wanted',
    )
  }
  await intake.prepare()
  const first = await counter.count(read)
  const second = await counter.count(read)
  expect(first).toBeLessThan(1.1 * second)
})
