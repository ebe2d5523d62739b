/** Small facts about this device and its user, kept apart from the films. */
export interface DeviceSettings {
  /** The stored value, or null; the caller parses it. */
  get(key: string): Promise<unknown>
  /** Never rejects: where there is no room the value is lost, which costs comfort and no work. */
  set(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
}
