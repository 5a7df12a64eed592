package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// inSQL is the same rating as one statement: corrections laid on, cases cut by
// 72 hours of silence and billed once, tiers, classes, fees, and the floor with
// its compensation. It has no evidence, and knows one version of one contract.
const inSQL = `
WITH told AS (
    SELECT o.brand_id, o.id, o.service, o.event_at, o.shopper_ref, o.order_ref, o.intent, o.net_minor, o.flags,
        coalesce(c.upheld, false) AS upheld, coalesce(c.reopened, false) AS reopened, coalesce(c.back, 0) AS back
    FROM billing.outcome o
    LEFT JOIN (
        SELECT x.outcome_id, bool_or(x.kind = 'dispute_upheld') AS upheld,
            bool_or(x.kind = 'reopen' AND x.effective_at <= p.event_at + interval '7 days') AS reopened,
            sum(x.delta_minor) FILTER (WHERE x.kind = 'refund' AND x.effective_at <= p.event_at + interval '15 days') AS back
        FROM billing.correction x JOIN billing.outcome p ON p.id = x.outcome_id AND p.brand_id = x.brand_id WHERE x.received_at <= $3 AND x.brand_id = $4 GROUP BY 1) c ON c.outcome_id = o.id
    WHERE o.brand_id = $4 AND o.event_at >= $1 AND o.event_at < $2),
judged AS (
    SELECT *, CASE
        WHEN service = 'reactive' THEN 'answered' = ANY(flags) AND NOT upheld AND NOT reopened
        WHEN service = 'bot' THEN 'answered' = ANY(flags) AND NOT 'escalated' = ANY(flags) AND flags && '{confirmed,assumed}' AND NOT upheld AND NOT reopened
        ELSE 'attributed' = ANY(flags) AND NOT upheld AND net_minor - back > 0 END AS pays
    FROM told),
cut AS (
    SELECT *, service = 'reactive' AND shopper_ref <> '' AND intent <> '' AS matter,
        event_at - lag(event_at) OVER w >= interval '72 hours' IS NOT FALSE AS begins
    FROM judged WINDOW w AS (PARTITION BY brand_id, service, shopper_ref, order_ref, intent ORDER BY event_at, id)),
cases AS (
    SELECT *, sum(begins::int) OVER (PARTITION BY brand_id, service, shopper_ref, order_ref, intent ORDER BY event_at, id) AS n FROM cut),
once AS (
    SELECT *, pays AND (NOT matter OR row_number() OVER (PARTITION BY brand_id, service, shopper_ref, order_ref, intent, n, pays ORDER BY event_at, id) = 1) AS billed
    FROM cases),
counted AS (
    SELECT brand_id,
        count(*) FILTER (WHERE billed AND service = 'reactive') AS chats,
        count(*) FILTER (WHERE billed AND service = 'bot' AND 'confirmed' = ANY(flags)) AS confirmed,
        count(*) FILTER (WHERE billed AND service = 'bot' AND NOT 'confirmed' = ANY(flags)) AS assumed,
        count(*) FILTER (WHERE billed AND service = 'proactive') AS orders,
        count(*) FILTER (WHERE service = 'reactive') AS d,
        count(*) FILTER (WHERE service = 'reactive' AND 'answered' = ANY(flags)) AS good
    FROM once GROUP BY 1),
fees AS (
    SELECT *, least(chats, 10000) * 120 + greatest(chats - 10000, 0) * 90 + confirmed * 90 + assumed * 45 + orders * 600 AS fees,
        greatest(0, ceil(d * 0.98) - good) * 100 AS short
    FROM counted)
SELECT sum(fees - least(short, fees))::bigint FROM fees`

// rateInSQL asks brand by brand, so that its sorts fit in memory.
func (s *season) rateInSQL(ctx context.Context) error {
	var theirs atomic.Int64
	c, err := step(s.postmaster, func() error {
		return inLanes(0, brands, func(n int) error {
			return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, "SET LOCAL work_mem = '256MB'"); err != nil {
					return err
				}
				var sum int64
				err := tx.QueryRow(ctx, inSQL, starts, ends, ends.AddDate(0, 0, 2), brandOf(n)).Scan(&sum)
				theirs.Add(sum)
				return err
			})
		})
	})
	if err != nil {
		return fmt.Errorf("rate in SQL: %w", err)
	}
	words := "the same sum, to the fen"
	if theirs.Load() != s.ours.Load() {
		words = fmt.Sprintf("ANOTHER SUM: %d, ours is %d", theirs.Load(), s.ours.Load())
	}
	c.peak = 0
	s.row("the same rating in SQL, amounts alone", c, words)
	return nil
}
