/**
 * A refusal as the API tells it (RFC 9457 problem+json), or our own word for
 * what happened on the line. `code` is stable: screens and translations hang on
 * it; `detail` is for people.
 */
export class Fault extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly fields: FieldFault[]
  /** Seconds the server asked us to wait, where it did. */
  readonly retryAfter: number | undefined

  constructor(told: { status: number; code: string; title?: string; detail?: string; fields?: FieldFault[]; retryAfter?: number }) {
    super(told.detail || told.title || told.code)
    this.name = 'Fault'
    this.status = told.status
    this.code = told.code
    this.title = told.title ?? ''
    this.detail = told.detail ?? ''
    this.fields = told.fields ?? []
    this.retryAfter = told.retryAfter
  }

  /** Whether the same call may succeed later without anyone changing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** What was wrong with one field: where it is, what was wanted, what came. */
export type FieldFault = { where: string; wanted: string; got?: string }

export function offline(cause: unknown): Fault {
  const fault = new Fault({ status: 0, code: 'line.down', detail: cause instanceof Error ? cause.message : String(cause) })
  fault.cause = cause
  return fault
}

export async function faultOf(answer: Response): Promise<Fault> {
  const retryAfter = secondsToWait(answer.headers.get('Retry-After'))
  let problem: Record<string, unknown> = {}
  try {
    if (/json/.test(answer.headers.get('Content-Type') ?? '')) problem = record(await answer.json())
  } catch {
    // A proxy's page or half an answer: the status alone must do.
  }
  return new Fault({
    status: answer.status,
    code: text(problem['code']) || `http.${answer.status}`,
    title: text(problem['title']) || answer.statusText,
    detail: text(problem['detail']),
    fields: fieldFaults(problem['errors']),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

/** What a page shows for anything thrown, whoever threw it. */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  return new Fault({ status: 0, code: 'screen.broken', detail: thrown instanceof Error ? thrown.message : String(thrown) })
}

function fieldFaults(told: unknown): FieldFault[] {
  if (!Array.isArray(told)) return []
  return told.map(record).map((one) => ({
    where: text(one['where']),
    wanted: text(one['wanted']),
    got: one['got'] === undefined ? undefined : text(one['got']),
  }))
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
export function secondsToWait(header: string | null, now: number = Date.now()): number | undefined {
  if (!header) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000))
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
