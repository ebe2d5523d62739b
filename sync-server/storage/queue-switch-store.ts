/** Whether the whole queue was stopped by somebody. */
export interface QueueSwitchStore {
  isPaused(): Promise<boolean>
  /** Resolves once it would survive a crash. */
  setPaused(paused: boolean): Promise<void>
}
