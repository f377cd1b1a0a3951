/** From Node.js names of architectures to those of the worker API, where they differ. */
const NAMES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le' }

/** The architecture of this machine as the worker API names it. */
export const hostArchitecture = (name: string = process.arch): string => NAMES[name] ?? name
