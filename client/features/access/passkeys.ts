const IP_ADDRESS = /^[\d.]+$|:/

/**
 * Whether this browser can use passkeys on this page: it has to be one from the last years, over https, and browsers keep
 * no passkeys for a bare IP address.
 */
export const passkeysWork =
  'PublicKeyCredential' in globalThis &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential &&
  !IP_ADDRESS.test(location.hostname)

const NOT_USED = 'No passkey was used. Try again, or sign in another way.'

/** Has the browser sign with a passkey; `options` is what the server gave. Answers what the server wants back. */
export async function askForPasskey(options: Readonly<Record<string, unknown>>): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  return answerOf(navigator.credentials.get({ publicKey }))
}

/** Has the browser make a passkey; as `askForPasskey`. */
export async function makePasskey(options: Readonly<Record<string, unknown>>): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  return answerOf(navigator.credentials.create({ publicKey }))
}

async function answerOf(asking: Promise<Credential | null>): Promise<unknown> {
  const credential = await asking.catch((cause: unknown) => {
    throw new Error(NOT_USED, { cause })
  })
  if (credential instanceof PublicKeyCredential) return credential.toJSON()
  throw new Error(NOT_USED)
}
