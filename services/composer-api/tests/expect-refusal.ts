import { ApiError } from '@composer/service-kit'
import { expect } from '@jest/globals'

/** Runs `act` and checks that it refuses with this number and exactly these details. */
export async function expectRefusal(act: () => unknown, number: number, details: string): Promise<void> {
  const error: unknown = await Promise.resolve()
    .then(act)
    .then(
      () => 'nothing was thrown',
      (thrown: unknown) => thrown,
    )
  expect(error).toBeInstanceOf(ApiError)
  expect({ number: (error as ApiError).number, details: (error as ApiError).details }).toEqual({
    number,
    details,
  })
}
