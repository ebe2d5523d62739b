/** What a unit letter is worth in the field's own unit: `{ b: 0.536 }` where the field is in seconds and a beat is that long. */
export type Units = Readonly<Record<string, number>>

/**
 * Reads a sum as a person types it into a number field: `4.3+1b`, `(2+2)*3`, `1,5s`. Knows + − × ÷ and brackets.
 * A leading + or − stands for the number itself, not for a change. Null when it makes no sense.
 */
export function evaluateNumber(text: string, units: Units = {}): number | null {
  const tokens = tokenise(text, units)
  if (!tokens || tokens.length === 0) return null
  let at = 0

  const factor = (): number | null => {
    const token = tokens[at++]
    if (token === undefined) return null
    if (typeof token === 'number') return token
    if (token === '+') return factor()
    if (token === '-') {
      const value = factor()
      return value === null ? null : -value
    }
    if (token !== '(') return null
    const inside = sum()
    return tokens[at++] === ')' ? inside : null
  }

  const product = (): number | null => {
    let value = factor()
    while (value !== null && (tokens[at] === '*' || tokens[at] === '/')) {
      const operator = tokens[at++]
      const next = factor()
      value = next === null ? null : operator === '*' ? value * next : value / next
    }
    return value
  }

  const sum = (): number | null => {
    let value = product()
    while (value !== null && (tokens[at] === '+' || tokens[at] === '-')) {
      const operator = tokens[at++]
      const next = product()
      value = next === null ? null : operator === '+' ? value + next : value - next
    }
    return value
  }

  const value = sum()
  return value === null || at !== tokens.length || !Number.isFinite(value) ? null : value
}

function tokenise(text: string, units: Units): (number | string)[] | null {
  const tokens: (number | string)[] = []
  const plain = text.replaceAll('−', '-').replaceAll('×', '*').replaceAll('÷', '/')
  const pattern = /\s*(?:(\d+(?:[.,]\d+)?|[.,]\d+)\s*(\p{L}*)|([-+*/()]))/uy
  while (pattern.lastIndex < plain.trimEnd().length) {
    const match = pattern.exec(plain)
    if (!match) return null
    const [, digits, unit, operator] = match
    if (operator !== undefined) tokens.push(operator)
    else {
      const worth = unit ? (Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined) : 1
      if (worth === undefined) return null
      tokens.push(Number((digits ?? '').replace(',', '.')) * worth)
    }
  }
  return tokens
}
