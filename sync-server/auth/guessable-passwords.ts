import { PASSWORD_LENGTH } from '#shared/protocol/accounts.ts'
import { AccessRefused } from './access-refused.ts'

/**
 * Those of the commonest passwords of known leaks that are long enough to be taken otherwise. Shorter ones are refused for
 * their length.
 */
const COMMON: ReadonlySet<string> = new Set(
  `0123456789 01234567890 0987654321 1029384756 1122334455 123123123123 1231231234 1234554321 1234567890 12345678900
  12345678901 12345678910 123456789a 123456789q 1234567891 123456789123 1234567890123 1234567899 12345qwert 123qweasdzxc
  147258369a 1a2b3c4d5e 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc 9876543210
  a123456789 a1b2c3d4e5 aa12345678 aa123456789 abc1234567 abc123456789 abcd123456 abcd12345678 abcdef1234 abcdefghij
  admin12345 admin123456 administrator asd123456789 asdfasdfasdf asdfghjkl1 asdfghjkl123 azertyuiop babygirl123 basketball
  basketball1 butterfly1 changeme123 changeme1234 charlie123 chocolate1 computer123 iloveyou12 iloveyou123 iloveyou1234
  football123 jordan12345 letmein123 letmein1234 liverpool1 liverpool123 manchester manchester1 michael123 mynoob12345
  mypassword mypassword1 p@ssw0rd123 pass123456 passw0rd123 password01 password11 password12 password123 password1234
  password12345 password123456 passwordpassword princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc123 qazwsxedcrfv qweasdzxc1
  qweasdzxc123 qwer123456 qwerasdfzxcv qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop1
  qwertyuiop123 starwars123 storycanvas storycanvas1 storycanvas123 summer2024 summer2025 summer2026 sunshine123
  superman123 unbelievable volleyball welcome123 welcome1234 welcome12345 winter2024 winter2025 winter2026 zaq12wsxcde3
  zxcvbnm123 zxcvbnm123456 zxcvbnmasdfghjkl`.split(/\s+/),
)

/** Different characters below which a password is one key held down, or two in turn. */
const LEAST_DIFFERENT = 3

/** Refuses what is guessed first (ASVS 6.2.4). Throws `AccessRefused`. */
export function requireUnguessable(password: string, name: string, field = 'password'): void {
  const plain = password.normalize('NFKC').toLowerCase().trim()
  const own = name.normalize('NFKC').toLowerCase()
  const isGuessed =
    COMMON.has(plain) ||
    new Set(plain).size < LEAST_DIFFERENT ||
    plain === own ||
    plain === own + own ||
    (own.length >= PASSWORD_LENGTH.least / 2 && plain.replaceAll(own, '').length < LEAST_DIFFERENT)
  if (!isGuessed) return
  throw new AccessRefused(
    'invalid',
    'This password is among the first that somebody would guess. Take a longer one, such as a few words that only you put together',
    field,
  )
}
