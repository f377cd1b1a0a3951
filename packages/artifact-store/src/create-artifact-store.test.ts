import { describe, expect, it } from '@jest/globals'
import { ArtifactsUrlError, createArtifactStore } from './create-artifact-store.js'

describe('createArtifactStore', () => {
  it("answers null for 'none'", async () => {
    expect(await createArtifactStore({ url: 'none' })).toBeNull()
  })

  it.each([
    ['somewhere', 'is not a URL'],
    ['', 'is not a URL'],
    ['https://example.com/x', "unknown scheme 'https:'"],
    ['file://folder/x', 'three slashes'],
    ['s3:///prefix', 'names no bucket'],
    ['s3://key:secret@bucket/x', 'may not hold credentials'],
    ['s3://bucket/x?y=z', 'may not have ? or #'],
  ])('refuses the address %j: %s', async (url, fault) => {
    await expect(createArtifactStore({ url })).rejects.toThrow(ArtifactsUrlError)
    await expect(createArtifactStore({ url })).rejects.toThrow(fault)
  })

  it('repeats no credentials of a refused address', async () => {
    await expect(createArtifactStore({ url: 's3://key:hunter2@bucket' })).rejects.toThrow(/^(?!.*hunter2)/)
  })
})
