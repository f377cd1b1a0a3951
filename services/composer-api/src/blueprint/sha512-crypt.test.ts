import { describe, expect, it } from '@jest/globals'
import { sha512Crypt } from './sha512-crypt.js'

/** Computed by crypt(3) of glibc. */
const known: [string, string, string][] = [
  [
    'a short password',
    'Hello world!',
    '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  ],
  [
    'one character',
    'a',
    '$6$abcdefgh12345678$iIgzzd8cohatrKA6PgycksCfE2FoX3R7hAr2pspLirqyJkdujvLTomRLl/Rie0jd2CoUaeyQ/rWzPt5rYm7iI/',
  ],
  [
    '63 bytes',
    'p'.repeat(63),
    '$6$abcdefgh12345678$ZKWKBstoGa/rAefkX0IesmOYffwfWFvU3eck8caN9h.9nMBwk0hwNjNwg19K8aN4gI465uwSOgq9mrDc6pi2J1',
  ],
  [
    '64 bytes',
    'p'.repeat(64),
    '$6$abcdefgh12345678$HydHxWabFpEF.aRtaSU9UovGGjfIKQI.TFCF9EYWO97mcHJD5.j2oTot8wrSaUpqWpVIlEfg4iDAt5BO5qNjn.',
  ],
  [
    '65 bytes',
    'p'.repeat(65),
    '$6$abcdefgh12345678$ZSp5tFNEPyHVuupZ7J.TI7KeKnwzcKbO9IG3JY0CBmL24C.876bLiT5engc4WH.QlnDwFfvCxALHaNCl7DH6c.',
  ],
  [
    '128 bytes',
    'p'.repeat(128),
    '$6$abcdefgh12345678$xLyGrvbHVRtdhompy1jPmScAtoKlEZTC2xgk8zduG6j0SuK0rB7XN.j1dgpxsFWvlsX6XtHSSuJl6mB0KOA2x.',
  ],
  [
    '256 bytes',
    'p'.repeat(256),
    '$6$abcdefgh12345678$6KH0TRuCAud1ybBou0tmuzfQbsOTFIzg7qpTc6xG85b/.uM4JQbG7LIwyd7VM8/VSbE74iPs5O5tiqfbt0.5y.',
  ],
  [
    'letters beyond ASCII',
    'pässwörd ✓',
    '$6$abcdefgh12345678$O9xx16NtRneqlIazeG1ieW8iK7wbj..HDa1uxSkZX4ZW./QwRIkU7kEQXEM5tYnaO3UMvy6VVCQZktM6elVOy1',
  ],
]

describe('sha512Crypt', () => {
  it.each(known)('equals crypt(3) for %s', (_, password, hash) => {
    const salt = hash.split('$')[2] ?? ''

    expect(sha512Crypt(password, salt)).toBe(hash)
  })
})
