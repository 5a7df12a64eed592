package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// shelfOfOne is a brand whose version is set by hand and whose compilations wait
// for a word.
type shelfOfOne struct {
	version  atomic.Int64
	compiled atomic.Int64
	hold     chan struct{} // closed: a compilation may end
	fails    atomic.Bool
}

func (s *shelfOfOne) source() source {
	return source{
		version: func(context.Context) (string, error) { return fmt.Sprint(s.version.Load()), nil },
		compile: func(ctx context.Context) (*Mind, error) {
			n := s.version.Load()
			if s.compiled.Add(1); n > 0 {
				select {
				case <-s.hold:
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}
			if s.fails.Load() {
				return nil, errors.New("the new articles cannot be learned")
			}
			m := &Mind{}
			m.brand.Profile.ID = fmt.Sprint(n)
			return m, nil
		},
	}
}

// Retraining in the middle of a peak: a thousand messages come while a brand is
// compiled anew. None waits longer than its patience, the Mind before answers
// them, the brand is compiled once, and afterwards the new one answers.
func TestAPeakDoesNotWaitForACompilation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ms minds
		brand := uid.New[uid.Brand]()
		s := &shelfOfOne{hold: make(chan struct{})}
		if _, err := ms.atHand(t.Context(), brand, s.source()); err != nil {
			t.Fatal(err)
		}
		s.version.Store(1)
		began := time.Now()
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() {
				m, err := ms.atHand(t.Context(), brand, s.source())
				if err != nil || m.brand.Profile.ID != "0" {
					t.Errorf("got %v, %v; want the Mind before", m, err)
				}
			})
		}
		all.Wait()
		if waited := time.Since(began); waited > patience {
			t.Errorf("a message waited %s", waited)
		}
		close(s.hold)
		synctest.Wait()
		if m, err := ms.atHand(t.Context(), brand, s.source()); err != nil || m.brand.Profile.ID != "1" {
			t.Errorf("got %v, %v; want the new Mind", m, err)
		}
		if n := s.compiled.Load(); n != 2 {
			t.Errorf("compiled %d times, want once a version", n)
		}
	})
}

// Whoever edits sees the effect: the test bench waits, also when a compilation
// of an older version is under way.
func TestTheTestBenchWaitsForTheNewestKnowledge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ms minds
		brand := uid.New[uid.Brand]()
		s := &shelfOfOne{hold: make(chan struct{})}
		s.version.Store(1)
		go ms.newest(t.Context(), brand, s.source())
		synctest.Wait() // version 1 is being compiled
		s.version.Store(2)
		got := make(chan string)
		go func() {
			m, err := ms.newest(t.Context(), brand, s.source())
			if err != nil {
				t.Error(err)
				got <- ""
				return
			}
			got <- m.brand.Profile.ID
		}()
		synctest.Wait()
		close(s.hold)
		if id := <-got; id != "2" {
			t.Errorf("got the Mind of version %s, want 2", id)
		}
		synctest.Wait()
	})
}

// A brand that cannot be compiled any more goes on with what it knew; whoever
// edits is told, and the shopper who gives up takes no compilation along.
func TestAFailedCompilationLeavesTheMindBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ms minds
		brand := uid.New[uid.Brand]()
		s := &shelfOfOne{hold: make(chan struct{})}
		if _, err := ms.newest(t.Context(), brand, s.source()); err != nil {
			t.Fatal(err)
		}
		s.version.Store(1)
		s.fails.Store(true)
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := ms.newest(gone, brand, s.source()); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		close(s.hold)
		synctest.Wait()
		if m, err := ms.atHand(t.Context(), brand, s.source()); err == nil || m == nil || m.brand.Profile.ID != "0" {
			t.Errorf("got %v, %v; want the Mind before and why", m, err)
		}
		if _, err := ms.newest(t.Context(), brand, s.source()); err == nil {
			t.Error("whoever edits was not told")
		}
		synctest.Wait()
	})
}

// A bot that stops waits for what is being compiled, and leaves nobody waiting
// who asks later: the test bench is answered until the last request.
func TestAStoppedBotLeavesNoCompilationBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ms minds
		brand := uid.New[uid.Brand]()
		s := &shelfOfOne{hold: make(chan struct{})}
		s.version.Store(1)
		go ms.newest(t.Context(), brand, s.source())
		synctest.Wait()
		stopped := make(chan struct{})
		go func() { ms.stop(); close(stopped) }()
		synctest.Wait()
		select {
		case <-stopped:
			t.Fatal("it did not wait for the compilation")
		default:
		}
		close(s.hold)
		<-stopped
		s.version.Store(2)
		if m, err := ms.newest(t.Context(), brand, s.source()); err != nil || m.brand.Profile.ID != "2" {
			t.Errorf("after the end got %v, %v; want the newest Mind", m, err)
		}
	})
}
