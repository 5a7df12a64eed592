package matching

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/plan"
)

// A great fill is shared by the copies of the program. The one that claimed it
// leads: it writes the question down, orders a helper for each shard of the
// agents but one, and in every round posts prices, answers for the shards that
// nobody took, and adds up. Whoever falls silent loses their shard, and the
// leader answers for it in the same round. Everything is counted in integers,
// so who helped leaves no trace in the plan (docs/decisions/0021).
const (
	sharedFrom  = 20_000          // agents; below that a round takes less than a commit
	sharedIn    = 4               // shards
	sharedLimit = 2 * time.Minute // of one run of the planner
	muster      = 2 * time.Second
	patience    = 3 * time.Second
)

// Sharing is when a fill is shared, and how.
type Sharing struct {
	From     int // agents in the pool
	Shards   int
	Muster   time.Duration // how long the first round waits for helpers
	Patience time.Duration // how long a round waits for one that is silent
}

// ShareFills changes when this copy shares the fills that it leads.
func (b *Board) ShareFills(s Sharing) { b.sharing = s }

// helpChore is the chore of a helper.
const helpChore = "fill"

// helping is the order: answer for a shard of a fill's run.
type helping struct {
	Fill   uid.Fill `json:"fill_id"`
	Run    int32    `json:"run"`
	Leader string   `json:"leader"` // the copy that leads, which needs no help from itself
}

// topicOf is what the copies that share a run tell each other on.
func (h helping) topic() string { return fmt.Sprintf("fill_%x_%d", h.Fill[:], h.Run) }

// lead is one shared run from its leader's side.
type lead struct {
	b      *Board
	h      helping
	brand  uid.Brand
	shards int
	wake   *wakeup
	round  int32
	away   []bool // shards that a helper answers for in this round
	use    []int32
}

// leadRun writes the question down and calls for helpers.
func (b *Board) leadRun(ctx context.Context, job db.MatchingFill, in *plan.Instance) (*lead, error) {
	l := &lead{b: b, h: helping{job.ID, job.Run, b.copy}, brand: job.BrandID, shards: b.sharing.Shards, away: make([]bool, b.sharing.Shards)}
	question, err := packed(in)
	if err != nil {
		return nil, err
	}
	shards := make([]int32, l.shards)
	for i := range shards {
		shards[i] = int32(i)
	}
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if err := q.EndSharing(ctx, db.EndSharingParams{FillID: job.ID, Run: job.Run}); err != nil {
			return fmt.Errorf("forget an earlier run: %w", err)
		}
		if err := q.ShareFill(ctx, db.ShareFillParams{FillID: job.ID, Run: job.Run, BrandID: job.BrandID, Shards: int32(l.shards), Question: question}); err != nil {
			return fmt.Errorf("write the question down: %w", err)
		}
		return q.AddShards(ctx, db.AddShardsParams{FillID: job.ID, Run: job.Run, BrandID: job.BrandID, Shards: shards})
	})
	if err != nil {
		return nil, fmt.Errorf("share fill: %w", err)
	}
	if l.wake, err = listen(ctx, b.on.Pool, l.h.topic()); err != nil {
		return nil, err
	}
	if err := l.call(ctx, l.shards-1); err != nil { // one shard at least is the leader's
		l.wake.close()
		return nil, err
	}
	return l, nil
}

func (l *lead) call(ctx context.Context, helpers int) error {
	orders := make([]helping, helpers)
	for i := range orders {
		orders[i] = l.h
	}
	if len(orders) == 0 {
		return nil
	}
	return outbox.Order(ctx, l.b.on.Outbox, helpChore, orders...)
}

// close ends the sharing: helpers find nothing more to answer.
func (l *lead) close(ctx context.Context) error {
	l.wake.close()
	ctx = context.WithoutCancel(ctx)
	return l.b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		if err := l.noteCopies(ctx)(q, tx); err != nil {
			return err
		}
		if err := q.EndSharing(ctx, db.EndSharingParams{FillID: l.h.Fill, Run: l.h.Run}); err != nil {
			return fmt.Errorf("forget the question: %w", err)
		}
		return q.TellSharers(ctx, l.h.topic())
	})
}

// noteCopies writes down how many copies share the fill, for its page.
func (l *lead) noteCopies(ctx context.Context) func(*db.Queries, pgx.Tx) error {
	return func(q *db.Queries, _ pgx.Tx) error {
		n, err := q.CopiesAtWork(ctx, db.CopiesAtWorkParams{FillID: l.h.Fill, Run: l.h.Run})
		if err != nil {
			return fmt.Errorf("count copies: %w", err)
		}
		return q.NoteCopies(ctx, db.NoteCopiesParams{ID: l.h.Fill, Copies: n + 1})
	}
}

// ask is a round: plan.Far.
func (l *lead) ask(ctx context.Context, here *plan.Part, x plan.Question) ([]int32, int64, error) {
	l.round++
	if l.round == 1 {
		if err := l.mustered(ctx); err != nil {
			return nil, 0, err
		}
	}
	if l.round == 2 { // everybody who helps has answered once
		if err := l.b.on.In(ctx, pg.Everything, l.noteCopies(ctx)); err != nil {
			return nil, 0, err
		}
	}
	if err := l.post(ctx, x); err != nil {
		return nil, 0, err
	}
	l.use = append(l.use[:0], make([]int32, here.Slots())...)
	worth := int64(0)
	add := func(use []int32, w int64) {
		worth += w
		for i, n := range use {
			l.use[i] += n
		}
	}
	for shard, helped := range l.away {
		if !helped {
			add(here.Answer(shard, l.shards, x))
		}
	}
	return l.use, worth, l.gather(ctx, here, x, add)
}

// mustered waits a moment for helpers to have read the question.
func (l *lead) mustered(ctx context.Context) error {
	step := l.b.sharing.Muster / 20
	for waited := time.Duration(0); waited < l.b.sharing.Muster; {
		taken, err := l.taken(ctx)
		if err != nil || taken >= l.shards-1 {
			return err
		}
		if !l.wake.wait(ctx, step) {
			waited += step
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// taken reads which shards a helper answers for.
func (l *lead) taken(ctx context.Context) (int, error) {
	n := 0
	err := l.b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.ShardStates(ctx, db.ShardStatesParams{FillID: l.h.Fill, Run: l.h.Run})
		if err != nil {
			return fmt.Errorf("list shards: %w", err)
		}
		for _, r := range rows {
			l.away[r.Shard] = r.Taken
			if r.Taken {
				n++
			}
		}
		return nil
	})
	return n, err
}

// post writes the prices of a round, and reads who is there to answer.
func (l *lead) post(ctx context.Context, x plan.Question) error {
	if _, err := l.taken(ctx); err != nil {
		return err
	}
	return l.b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		n, err := q.PostPrices(ctx, db.PostPricesParams{
			FillID: l.h.Fill, Run: l.h.Run, Round: l.round, First: int32(x.From), Every: int32(x.Every), Prices: pack(nil, x.Price),
		})
		if err == nil && n == 0 {
			err = errors.New("the question is gone")
		}
		if err != nil {
			return fmt.Errorf("post prices: %w", err)
		}
		return q.TellSharers(ctx, l.h.topic())
	})
}

// gather adds what helpers answer, and answers for those who are silent.
func (l *lead) gather(ctx context.Context, here *plan.Part, x plan.Question, add func([]int32, int64)) error {
	waited := time.Duration(0)
	for {
		missing, err := l.answers(ctx, add)
		if err != nil || missing == 0 {
			return err
		}
		const step = 100 * time.Millisecond
		if !l.wake.wait(ctx, step) {
			waited += step
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if waited >= l.b.sharing.Patience {
			return l.replace(ctx, here, x, add)
		}
	}
}

// answers adds those that have come and says how many have not.
func (l *lead) answers(ctx context.Context, add func([]int32, int64)) (missing int, err error) {
	var rows []db.ShardAnswersRow
	err = l.b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) (err error) {
		rows, err = q.ShardAnswers(ctx, db.ShardAnswersParams{FillID: l.h.Fill, Run: l.h.Run, Round: l.round})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read answers: %w", err)
	}
	for _, r := range rows {
		if l.away[r.Shard] {
			l.away[r.Shard] = false
			add(unpack(r.Use), r.Worth)
		}
	}
	for _, helped := range l.away {
		if helped {
			missing++
		}
	}
	return missing, nil
}

// replace takes shards from helpers who are silent, answers for them, and calls
// for others in their place.
func (l *lead) replace(ctx context.Context, here *plan.Part, x plan.Question, add func([]int32, int64)) error {
	lost := 0
	for shard, helped := range l.away {
		if !helped {
			continue
		}
		lost++
		err := l.b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
			return q.FreeShard(ctx, db.FreeShardParams{FillID: l.h.Fill, Run: l.h.Run, Shard: int32(shard), Round: l.round})
		})
		if err != nil {
			return fmt.Errorf("take a shard back: %w", err)
		}
		add(here.Answer(shard, l.shards, x))
	}
	l.b.on.Log.WarnContext(ctx, "helpers of a fill are silent", "fill", l.h.Fill, "shards", lost)
	return l.call(ctx, lost)
}

// packed is an instance as it is stored.
func packed(in *plan.Instance) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err = gob.NewEncoder(z).Encode(in); err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("write the question: %w", err)
	}
	return out.Bytes(), nil
}

func unpacked(raw []byte) (*plan.Instance, error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("read the question: %w", err)
	}
	in := &plan.Instance{}
	if err := gob.NewDecoder(z).Decode(in); err != nil {
		return nil, fmt.Errorf("read the question: %w", err)
	}
	return in, nil
}

// pack and unpack write whole numbers as short as they are.
func pack[N int32 | int64](out []byte, list []N) []byte {
	for _, x := range list {
		out = binary.AppendVarint(out, int64(x))
	}
	return out
}

func unpack(raw []byte) (out []int32) {
	for _, x := range unpackLong(raw) {
		out = append(out, int32(x))
	}
	return out
}

func unpackLong(raw []byte) (out []int64) {
	for len(raw) > 0 {
		x, n := binary.Varint(raw)
		if n <= 0 {
			return out
		}
		out, raw = append(out, x), raw[n:]
	}
	return out
}
