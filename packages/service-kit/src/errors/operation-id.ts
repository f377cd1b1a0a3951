import KSUID from 'ksuid'

/** A fresh id for a request: a KSUID, 27 letters and digits that sort by time. Never taken from the client. */
export const newOperationId = (): string => KSUID.randomSync().string
