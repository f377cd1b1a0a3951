export { findMembers } from './find-members.js'
export { readSelected, SelectionTooLargeError, type Selection } from './read-selected.js'
export type { Span } from './scan.js'
export { JsonSyntaxError } from './syntax-error.js'
