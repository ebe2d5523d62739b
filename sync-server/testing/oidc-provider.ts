import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'

/** Somebody whom the provider knows. */
export interface ProviderPerson {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  readonly preferred_username?: string
}

/** How the provider departs from what is right, the next time. */
export interface ProviderFaults {
  /** Claims of the ID token that are put in the place of the right ones. */
  readonly claims?: JWTPayload
  /** Signs with a key that it has not published. */
  readonly otherKey?: boolean
  /** The person said no. */
  readonly denied?: boolean
  readonly state?: string
}

/** An OpenID Connect provider over a real socket: authorization code with PKCE, one client, everybody signs in at once. */
export interface OidcProvider {
  readonly issuer: string
  /** Who signs in next. */
  person: ProviderPerson
  faults: ProviderFaults
  /** Requests to its token endpoint. */
  readonly tokenRequests: number
  stop(): Promise<void>
}

/** What the provider knows of its one client. */
export interface ProviderClient {
  readonly id: string
  readonly secret: string
  readonly redirectUri: string
}

interface Grant {
  readonly challenge: string
  readonly nonce: string
  readonly person: ProviderPerson
}

/** Starts a provider on a free port. */
export async function startOidcProvider(client: ProviderClient): Promise<OidcProvider> {
  const [right, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
  const jwk = { ...(await exportJWK(right.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const grants = new Map<string, Grant>()
  let tokenRequests = 0
  let issuer = ''

  const authorize = (url: URL, response: ServerResponse): void => {
    const query = url.searchParams
    const isRight =
      query.get('client_id') === client.id &&
      query.get('redirect_uri') === client.redirectUri &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      (query.get('scope') ?? '').split(' ').includes('openid') &&
      query.has('state') &&
      query.has('nonce')
    if (!isRight) return void response.writeHead(400).end('invalid_request')
    const back = new URL(client.redirectUri)
    back.searchParams.set('state', provider.faults.state ?? query.get('state') ?? '')
    back.searchParams.set('iss', issuer)
    if (provider.faults.denied) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomUUID()
      const challenge = query.get('code_challenge') ?? ''
      grants.set(code, { challenge, nonce: query.get('nonce') ?? '', person: provider.person })
      back.searchParams.set('code', code)
    }
    return void response.writeHead(302, { location: back.href }).end()
  }

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    tokenRequests += 1
    const form = new URLSearchParams(await textOf(request))
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
    if (request.headers.authorization !== basic) return json(response, 401, { error: 'invalid_client' })
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight = form.get('redirect_uri') === client.redirectUri && form.get('grant_type') === 'authorization_code'
    if (!grant || grant.challenge !== challenge || !isRight) return json(response, 400, { error: 'invalid_grant' })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, aud: client.id, iat: now, exp: now + 60, nonce: grant.nonce, ...grant.person }
    const idToken = await new SignJWT({ ...claims, ...provider.faults.claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(provider.faults.otherKey ? other.privateKey : right.privateKey)
    return json(response, 200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: idToken })
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', issuer)
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['client_secret_basic'],
          authorization_response_iss_parameter_supported: true,
        })
      case '/jwks':
        return json(response, 200, { keys: [jwk] })
      case '/authorize':
        return authorize(url, response)
      case '/token':
        return token(request, response)
      default:
        return void response.writeHead(404).end()
    }
  }

  const server: Server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: OidcProvider = {
    issuer,
    person: { sub: '1' },
    faults: {},
    get tokenRequests() {
      return tokenRequests
    },
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return provider
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
