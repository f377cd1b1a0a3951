import { CommandFailure } from './operator-shell.js'

/** @throws CommandFailure */
export function toUuid(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new CommandFailure(`'${text}' is not an id`)
}
