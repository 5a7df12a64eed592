package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// minds are the compiled brands of this process. A brand is compiled aside and
// swapped by one pointer; at most one compilation a brand runs at a time.
type minds struct {
	mu      sync.Mutex // covers of, stopped, and the moment a compilation joins going
	of      map[uid.Brand]*kept
	stopped bool
	going   sync.WaitGroup // compilations that run behind whoever asked
}

// kept is one brand's Mind and the compilation that will replace it.
type kept struct {
	now  atomic.Pointer[edition]
	mu   sync.Mutex // covers next
	next *compilation
}

// edition is a Mind and the version of what it was compiled from.
type edition struct {
	mind    *Mind
	version string
}

// compilation is a Mind in the making. mind and err are read after done is
// closed, which the one who compiles does.
type compilation struct {
	version string
	done    chan struct{}
	mind    *Mind
	err     error
}

// source tells what a brand is compiled from.
type source struct {
	version func(context.Context) (string, error)
	compile func(context.Context) (*Mind, error)
}

const (
	// patience is how long a message waits for a compilation before the Mind
	// before it answers: long enough for a small brand, and no shopper notices.
	patience = 300 * time.Millisecond
	// longestCompiling bounds the reading of the brand and its training.
	longestCompiling = 2 * time.Minute
)

// stop ends when no compilation runs behind anybody, and none will: whoever asks
// from now on compiles for themselves.
func (ms *minds) stop() {
	ms.mu.Lock()
	ms.stopped = true
	ms.mu.Unlock()
	ms.going.Wait()
}

// run does the work behind whoever asked, or, once stopped, before it returns.
// A group that is being waited for must not grow: hence the lock.
func (ms *minds) run(work func()) {
	ms.mu.Lock()
	behind := !ms.stopped
	if behind {
		ms.going.Go(work)
	}
	ms.mu.Unlock()
	if !behind {
		work()
	}
}

func (ms *minds) brand(id uid.Brand) *kept {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	if ms.of == nil {
		ms.of = map[uid.Brand]*kept{}
	}
	k := ms.of[id]
	if k == nil {
		k = &kept{}
		ms.of[id] = k
	}
	return k
}

// newest is the Mind of the version that stands now, or of a later one.
func (ms *minds) newest(ctx context.Context, id uid.Brand, from source) (*Mind, error) {
	k := ms.brand(id)
	version, err := from.version(ctx)
	if err != nil {
		return nil, err
	}
	for {
		if e := k.now.Load(); e != nil && e.version == version {
			return e.mind, nil
		}
		c := ms.compiling(ctx, k, version, from)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-c.done:
		}
		if c.version == version { // a later one may stand by now; this is what was asked for
			return c.mind, c.err
		}
		// What was running began before this version stood: ask for it again.
		if version, err = from.version(ctx); err != nil {
			return nil, err
		}
	}
}

// atHand is the newest Mind where it is there soon, and else the one before.
// With an error it may still give a Mind: the one before.
func (ms *minds) atHand(ctx context.Context, id uid.Brand, from source) (*Mind, error) {
	k := ms.brand(id)
	e := k.now.Load()
	if e == nil {
		return ms.newest(ctx, id, from)
	}
	version, err := from.version(ctx)
	if err != nil || e.version == version {
		return e.mind, err
	}
	c := ms.compiling(ctx, k, version, from)
	enough := time.NewTimer(patience)
	defer enough.Stop()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-enough.C:
	case <-c.done:
		err = c.err
	}
	return k.now.Load().mind, err
}

// compiling is the compilation that runs, or a new one. It does not end with
// whoever asked for it first.
func (ms *minds) compiling(ctx context.Context, k *kept, version string, from source) *compilation {
	k.mu.Lock()
	if c := k.next; c != nil {
		k.mu.Unlock()
		return c
	}
	c := &compilation{version: version, done: make(chan struct{})}
	k.next = c
	k.mu.Unlock()
	ms.run(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestCompiling)
		defer cancel()
		mind, err := from.compile(ctx)
		if err == nil {
			k.now.Store(&edition{mind, version})
		}
		k.mu.Lock()
		k.next, c.mind, c.err = nil, mind, err
		k.mu.Unlock()
		close(c.done)
	})
	return c
}
