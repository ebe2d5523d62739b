/** The value of a cookie in a `Cookie` header; null where it is not in it, or empty. */
export function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, ...value] = part.split('=')
    if (key?.trim() === name) return value.join('=').trim() || null
  }
  return null
}
