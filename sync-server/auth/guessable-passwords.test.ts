import { describe, expect, test } from 'vitest'
import { AccessRefused } from './access-refused.ts'
import { requireUnguessable } from './guessable-passwords.ts'

describe('new passwords', () => {
  test.each(['1234567890', 'Password123', 'QWERTYUIOP', 'aaaaaaaaaaaa', 'abababababab', 'kimberley1', 'Kimberley12'])(
    '%s is guessed first',
    (password) => expect(() => requireUnguessable(password, 'kimberley')).toThrow(AccessRefused),
  )

  test.each(['correct horse battery', 'kimberley likes tides', 'Password123!x', 'zwölf graue Möwen', '8f3a9c1e7b'])(
    '%s is taken',
    (password) => expect(() => requireUnguessable(password, 'kimberley')).not.toThrow(),
  )

  test('the field that is wrong is named', () => {
    expect(() => requireUnguessable('1234567890', 'kim', 'new_password')).toThrow(
      expect.objectContaining({ code: 'invalid', field: 'new_password' }),
    )
  })
})
