package replay

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// FaultReport is what a fault did.
type FaultReport struct {
	What  string  `json:"what"`
	AtS   float64 `json:"at_s"` // seconds of the play
	DownS float64 `json:"down_s,omitempty"`
	Lines int     `json:"lines,omitempty"` // broken
	// Of the queue that stood when a copy was killed: how many waited, how many
	// of them the program knew nothing of afterwards, and how many pairs of
	// neighbours had changed their order.
	Queued  int `json:"queued,omitempty"`
	Lost    int `json:"queued_lost,omitempty"`
	Swapped int `json:"queued_swapped,omitempty"`
	// Moved: some were taken while the queue was read, so that places that were
	// read one after another tell no order.
	Moved bool `json:"queue_moved,omitempty"`
}

// faultPlay plays the faults, each at its time.
type faultPlay struct {
	stage *stage
	hands Hands

	mu     sync.Mutex // covers what follows
	done   []FaultReport
	failed error
}

func (f *faultPlay) run(ctx context.Context, s Scenario) {
	var all sync.WaitGroup
	defer all.Wait()
	list := slices.Clone(s.Faults)
	slices.SortStableFunc(list, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
	for _, one := range list {
		at, long := s.played(one.At), s.played(one.For)
		if f.stage.speedless { // there is no scenario's time to go by
			at, long = one.At, one.For
		}
		if !pause(ctx, f.stage.began.Add(at).Sub(now())) {
			return
		}
		all.Go(func() {
			r := FaultReport{AtS: now().Sub(f.stage.began).Seconds()}
			var err error
			switch {
			case one.Kill > 0:
				err = f.kill(ctx, one, &r)
			case one.Drop > 0:
				r.What, r.Lines = fmt.Sprintf("%.0f %% of the lines break", 100*one.Drop), f.stage.breakLines(one.Drop)
			case one.Slow > 0:
				r.What = fmt.Sprintf("the database answers %s later", one.Slow)
				f.hands.Slow(one.Slow)
				pause(ctx, long)
				f.hands.Slow(0)
				r.DownS = now().Sub(f.stage.began).Seconds() - r.AtS
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			f.done = append(f.done, r)
			if f.failed == nil {
				f.failed = err
			}
		})
	}
}

// kill ends a copy without a word and starts it again. Who waits in the queue
// is asked before and after.
func (f *faultPlay) kill(ctx context.Context, one Fault, r *FaultReport) error {
	r.What = fmt.Sprintf("copy %d is killed (SIGKILL)", one.Kill)
	before := f.stage.queue(ctx)
	r.AtS = now().Sub(f.stage.began).Seconds()
	if err := f.hands.Kill(one.Kill); err != nil {
		return err
	}
	pause(ctx, one.Back)
	if err := f.hands.Start(ctx, one.Kill); err != nil {
		return err
	}
	r.DownS = now().Sub(f.stage.began).Seconds() - r.AtS
	after := f.stage.ask(ctx, slices.Collect(maps.Keys(before)))
	r.Queued = len(before)
	for t := range before {
		if _, known := after[t]; !known {
			r.Lost++
		}
	}
	r.Swapped, r.Moved = swapped(before, after)
	return nil
}

// breakLines breaks a share of the open lines, spread evenly.
func (g *stage) breakLines(share float64) int {
	g.mu.Lock()
	list := slices.Collect(maps.Keys(g.lines))
	g.mu.Unlock()
	n := int(share*float64(len(list)) + 0.5)
	for _, l := range list[:n] { // a map's order is chance enough
		l.drop()
	}
	return n
}

// standing is where the program says that a conversation is.
type standing struct {
	owner string
	place int
}

// queue is every conversation that waits for a person, as the program says.
func (g *stage) queue(ctx context.Context) map[*talk]standing {
	var waiting []*talk
	for _, t := range g.all() {
		t.mu.Lock()
		if t.owner == "waiting" {
			waiting = append(waiting, t)
		}
		t.mu.Unlock()
	}
	got := g.ask(ctx, waiting)
	maps.DeleteFunc(got, func(_ *talk, s standing) bool { return s.owner != "waiting" })
	return got
}

// ask asks the program where conversations stand.
func (g *stage) ask(ctx context.Context, list []*talk) map[*talk]standing {
	const atOnce = 8
	const enough = int64(1) << 40 // no message has such a seq: the standing alone
	out := map[*talk]standing{}
	var mu sync.Mutex // covers out
	var all sync.WaitGroup
	next := make(chan *talk)
	for k := range atOnce {
		all.Go(func() {
			w := g.newWire(k)
			for t := range next {
				var got struct {
					Standing struct {
						Owner string `json:"owner"`
						Place *int   `json:"place"`
					} `json:"standing"`
				}
				if w.get(ctx, fmt.Sprintf("/widget/v1/chats/%s/messages?since=%d", t.id, enough), t.token, &got) != nil {
					continue
				}
				s := standing{owner: got.Standing.Owner}
				if got.Standing.Place != nil {
					s.place = *got.Standing.Place
				}
				mu.Lock()
				out[t] = s
				mu.Unlock()
			}
		})
	}
	for _, t := range list {
		next <- t
	}
	close(next)
	all.Wait()
	return out
}

// swapped counts neighbours of a brand's queue that stood the other way round
// before. A queue of which somebody was taken meanwhile cannot be compared.
func swapped(before, after map[*talk]standing) (n int, moved bool) {
	stay := map[int][]*talk{}
	for t, s := range after {
		if s.owner != "waiting" {
			return 0, true
		}
		stay[t.visit.Brand] = append(stay[t.visit.Brand], t)
	}
	for _, list := range stay {
		slices.SortFunc(list, func(a, b *talk) int { return cmp.Compare(after[a].place, after[b].place) })
		for i := 1; i < len(list); i++ {
			if before[list[i-1]].place > before[list[i]].place {
				n++
			}
		}
	}
	return n, false
}

// quiet is how long nothing may be on its way before what is stored is read.
const quiet = time.Second
