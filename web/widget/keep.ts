/** What outlives a reload: which chat, its token, and what was said but not yet acknowledged. */

export type Unsent = { key: string; text: string }
export type Kept = { chat: string; token: string; unsent: Unsent[]; open: boolean }

export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export class Keep {
  constructor(
    private readonly brand: string,
    private readonly shelf: Shelf | null,
  ) {}

  read(): Kept | null {
    try {
      const kept = JSON.parse(this.shelf?.getItem(this.name) ?? 'null') as Partial<Kept> | null
      if (!kept || typeof kept.chat !== 'string' || typeof kept.token !== 'string') return null
      const unsent = Array.isArray(kept.unsent) ? kept.unsent.filter((one) => typeof one?.key === 'string' && typeof one.text === 'string') : []
      return { chat: kept.chat, token: kept.token, unsent, open: kept.open === true }
    } catch {
      return null // storage forbidden, or someone else's words under our name
    }
  }

  write(kept: Kept): void {
    try {
      this.shelf?.setItem(this.name, JSON.stringify(kept))
    } catch {
      // Full or forbidden: the chat then lasts as long as the page.
    }
  }

  forget(): void {
    try {
      this.shelf?.removeItem(this.name)
    } catch {
      // As above.
    }
  }

  private get name(): string {
    return `manyhands.chat.${this.brand}`
  }
}
