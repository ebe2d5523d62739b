import { useCallback, useRef, useSyncExternalStore } from 'react'

/** A value that can be read now and watched: how every part of a session tells the interface of a change. */
export interface Readable<T> {
  get(): T
  /** Calls `listener` after each change; returns the way to stop. */
  subscribe(listener: () => void): () => void
}

/** A `Readable` whose owner can replace the value. Setting an identical value tells nobody. */
export interface Writable<T> extends Readable<T> {
  set(value: T): void
  update(change: (value: T) => T): void
}

/** A store that holds one value. */
export function writable<T>(initial: T): Writable<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const set = (next: T): void => {
    if (Object.is(next, value)) return
    value = next
    for (const listener of [...listeners]) listener()
  }
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A value computed from others; computed again only when one of them has changed. */
export function derived<T>(sources: readonly Readable<unknown>[], compute: () => T): Readable<T> {
  let seen: unknown[] | null = null
  let value: T
  return {
    get: () => {
      const now = sources.map((source) => source.get())
      if (seen === null || now.some((item, index) => !Object.is(item, seen![index]))) {
        seen = now
        value = compute()
      }
      return value
    },
    subscribe: (listener) => {
      const stops = sources.map((source) => source.subscribe(listener))
      return () => stops.forEach((stop) => stop())
    },
  }
}

/** The current value of a store; the component renders again when it changes. */
export function useReadable<T>(readable: Readable<T>): T {
  return useSyncExternalStore(readable.subscribe, readable.get, readable.get)
}

/**
 * A part of a store's value. The component renders again only when that part changes, by `Object.is` or by
 * `isEqual` where the selector builds a new object each time.
 */
export function useSelected<T, S>(
  readable: Readable<T>,
  selector: (value: T) => S,
  isEqual: (a: S, b: S) => boolean = Object.is,
): S {
  const last = useRef<{ value: T; selector: (value: T) => S; selected: S } | null>(null)
  const read = useCallback((): S => {
    const value = readable.get()
    const before = last.current
    if (before && Object.is(before.value, value) && before.selector === selector) return before.selected
    const next = selector(value)
    const selected = before && isEqual(before.selected, next) ? before.selected : next
    last.current = { value, selector, selected }
    return selected
  }, [readable, selector, isEqual])
  return useSyncExternalStore(readable.subscribe, read, read)
}

/** True when two flat objects or arrays hold the same values: the usual `isEqual` of `useSelected`. */
export function shallowEqual<T>(a: T, b: T): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const left = Object.entries(a)
  const right = b as Record<string, unknown>
  return left.length === Object.keys(b).length && left.every(([key, value]) => Object.is(value, right[key]))
}
