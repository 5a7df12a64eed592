package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/account/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
)

// What an Idempotency-Key can be wrong in.
var (
	ErrKeyReused = fault.New(fault.Conflict, "idempotency_key_reused", "this Idempotency-Key was used for another request")
	ErrKeyAtWork = fault.New(fault.Conflict, "idempotency_key_at_work", "a request with this Idempotency-Key is still at work; try again in a moment")
	ErrKeyLong   = fault.New(fault.Invalid, "idempotency_key_long", "an Idempotency-Key has 1 to 200 characters")
)

// Answer is what was answered to a request that carried a key.
type Answer struct {
	Status  int
	Content string
	Body    []byte
}

// Claim takes a key for a request, or gives the answer that the same request
// got before. It returns ErrKeyReused, ErrKeyAtWork and ErrKeyLong.
func (r *Register) Claim(ctx context.Context, caller, key string, request []byte) (*Answer, error) {
	if len(key) == 0 || len(key) > 200 {
		return nil, ErrKeyLong
	}
	sum := sha256.Sum256(request)
	q := db.New(r.pool)
	n, err := q.ClaimKey(ctx, db.ClaimKeyParams{Caller: caller, Key: key, RequestSha: sum[:], CreatedAt: r.clock.Now()})
	if err != nil {
		return nil, fmt.Errorf("claim idempotency key: %w", err)
	}
	if n == 1 {
		return nil, nil
	}
	row, err := q.Answered(ctx, db.AnsweredParams{Caller: caller, Key: key})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read idempotency key: %w", err)
	case !bytes.Equal(row.RequestSha, sum[:]):
		return nil, ErrKeyReused
	case row.Status == nil:
		return nil, r.reclaim(ctx, q, caller, key, sum[:])
	}
	return &Answer{Status: int(*row.Status), Content: row.Content, Body: row.Body}, nil
}

// reclaim takes over a key whose request never ended: the copy that worked on
// it was killed. What that request had committed is guarded by its own keys.
func (r *Register) reclaim(ctx context.Context, q *db.Queries, caller, key string, sum []byte) error {
	now := r.clock.Now()
	n, err := q.ReclaimKey(ctx, db.ReclaimKeyParams{Caller: caller, Key: key, RequestSha: sum, Now: now, Before: now.Add(-time.Minute)})
	if err != nil {
		return fmt.Errorf("reclaim idempotency key: %w", err)
	}
	if n == 0 {
		return ErrKeyAtWork
	}
	return nil
}

// Keep stores the answer of a claimed key.
func (r *Register) Keep(ctx context.Context, caller, key string, a Answer) error {
	status := int32(a.Status)
	err := db.New(r.pool).KeepAnswer(ctx, db.KeepAnswerParams{Caller: caller, Key: key, Status: &status, Content: a.Content, Body: a.Body})
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return nil
}

// Forget gives a claimed key back: the request failed and may be tried again.
func (r *Register) Forget(ctx context.Context, caller, key string) error {
	if err := db.New(r.pool).ForgetKey(ctx, db.ForgetKeyParams{Caller: caller, Key: key}); err != nil {
		return fmt.Errorf("forget idempotency key: %w", err)
	}
	return nil
}
