import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from './call.js'

/** Asks again until the answer is wanted: all that a client of the API can do. The pause only spares the machine. */
export async function follow(
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => boolean = ended,
): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    await pause(50)
  }
}

/** A compose or clone that is not pending any more, or not there. */
const ended = ({ status, body }: Answer): boolean =>
  status !== 200 || !/^(pending|running)$/.test(body.status)
