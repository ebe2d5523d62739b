import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * The signature that a request should carry (AWS Signature Version 4), worked out from what arrived. The stand-in for S3
 * looks at no signature, so the tests do.
 */
export function expectedSignature(request: IncomingMessage, secretAccessKey: string): string {
  const { scope, signedHeaders } = readAuthorization(request)
  const url = new URL(request.url ?? '', 'http://localhost')
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort(byBytes)
  const headers = signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const bodyHash = String(request.headers['x-amz-content-sha256'])
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), signedHeaders, bodyHash].join(
    '\n',
  )
  const toSign = ['AWS4-HMAC-SHA256', String(request.headers['x-amz-date']), scope, sha256(canonical)].join('\n')
  const key = scope.split('/').reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  return hmac(key, toSign).toString('hex')
}

/** The signature that a request carries. */
export function givenSignature(request: IncomingMessage): string {
  return readAuthorization(request).signature
}

function readAuthorization(request: IncomingMessage): { scope: string; signedHeaders: string; signature: string } {
  const pattern = /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/
  const [, scope = '', signedHeaders = '', signature = ''] = pattern.exec(request.headers.authorization ?? '') ?? []
  return { scope, signedHeaders, signature }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : 1
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
