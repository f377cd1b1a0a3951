/**
 * What a job does for its compose. The planner decides it, the queue stores it, and documents ask for it: a type may
 * get a second use, and a role another type, without a document noticing.
 */
export type JobRole =
  /** Turns what a request names (containers, commits) into what it means now. */
  | 'resolve'
  /** Solves packages. */
  | 'solve'
  | 'search'
  /** Makes the manifest of one image. */
  | 'manifest'
  /** Builds one image and uploads it. */
  | 'build'
  /** Opens and closes the record that a compose keeps elsewhere, in Koji. */
  | 'init'
  | 'finalize'
  /** Bring a finished image to another region or to more accounts. */
  | 'copy'
  | 'share'
