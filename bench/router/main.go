// Command router measures the desk where it is durable: a decision with its
// commit under a steady stream of chats, a copy killed in the middle, and two
// copies on the same rows.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/bench/spent"
	"github.com/manyhands/manyhands/internal/uid"
)

type options struct {
	rate, seconds, agents, capacity int
	only                            bool
	child, url                      string
}

func main() {
	var o options
	flag.IntVar(&o.rate, "rate", 1000, "chats a second")
	flag.IntVar(&o.seconds, "seconds", 15, "how long")
	flag.IntVar(&o.agents, "agents", 5000, "agents at work")
	flag.IntVar(&o.capacity, "capacity", 4, "chats at once for each")
	flag.BoolVar(&o.only, "only", false, "this rate alone, and neither kill nor second copy")
	flag.StringVar(&o.child, "child", "", "(used by itself: route the chats of this list)")
	flag.StringVar(&o.url, "url", "", "(used by itself: the database)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if o.child != "" {
		err = routeList(ctx, o)
	} else {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "router:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	f, err := openFloor(ctx, o)
	if err != nil {
		return err
	}
	defer f.close()
	fmt.Println("| chats/s asked | done | p50 ms | p90 ms | p99 ms | p99.9 ms | not routed | the first second's worst ms | our processor us a decision | the server's |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
	rates := []int{o.rate / 4, o.rate / 2, o.rate}
	if o.only {
		rates = rates[2:]
	}
	for _, rate := range rates {
		if err := f.stream(ctx, rate, o); err != nil {
			return err
		}
	}
	if o.only {
		return nil
	}
	fmt.Println()
	if err := f.killed(ctx, o); err != nil {
		return err
	}
	return f.twoCopies(ctx, o)
}

// stream routes chats at a steady pace; a latency counts from when the chat
// was due, so that a stall is not hidden by asking later. The first second,
// in which the connections open and learn their statements, is told apart.
func (f *floor) stream(ctx context.Context, rate int, o options) error {
	chats, err := f.justWaiting(ctx, rate*(o.seconds+1))
	if err != nil {
		return err
	}
	d := f.desk()
	if err := d.Refresh(ctx); err != nil { // a whole beat would route what waits, before it is due
		return err
	}
	beat, stop := context.WithCancel(ctx)
	var beating sync.WaitGroup
	beating.Go(func() { f.beat(beat, d.Refresh) })
	took := make([]time.Duration, len(chats))
	var all sync.WaitGroup
	own, server := spent.Own(), spent.Server(f.server)
	began := time.Now()
	for i, c := range chats {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		<-time.After(time.Until(due))
		all.Go(func() {
			if err := d.SeekFor(ctx, c); err != nil {
				fmt.Fprintln(os.Stderr, "seek:", err)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	whole := time.Since(began)
	stop()
	beating.Wait()
	own, server = spent.Own()-own, spent.Server(f.server)-server
	unrouted, err := f.unrouted(ctx)
	if err != nil {
		return err
	}
	opening, took := slices.Max(took[:rate]), took[rate:]
	slices.Sort(took)
	at := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1000 }
	fmt.Printf("| %d | %.0f/s | %.2f | %.2f | %.2f | %.2f | %d of %d | %.0f | %d | %d |\n", rate, float64(len(chats))/whole.Seconds(), at(.5), at(.9), at(.99), at(.999), unrouted, len(chats), opening.Seconds()*1000,
		own.Microseconds()/int64(len(chats)), server.Microseconds()/int64(len(chats)))
	return f.clear(ctx)
}

// killed starts a copy of this program that routes and says what it has done,
// kills it in the middle, and asks the rows.
func (f *floor) killed(ctx context.Context, o options) error {
	chats, err := f.chats(ctx, 4000)
	if err != nil {
		return err
	}
	said, err := f.childUntilKilled(ctx, chats, len(chats)/3, o)
	if err != nil {
		return err
	}
	lost, err := f.missing(ctx, said)
	if err != nil {
		return err
	}
	d := f.desk() // a new copy rebuilds its memory from the rows and goes on
	for _, c := range chats {
		if err := d.Seek(ctx, c); err != nil {
			return err
		}
	}
	over, twice, err := f.broken(ctx)
	if err != nil {
		return err
	}
	unrouted, err := f.unrouted(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("kill -9 after %d acknowledged decisions: %d lost; after the restart %d of %d chats not routed, %d promised twice, %d agents over capacity\n\n", len(said), lost, unrouted, len(chats), twice, over)
	if lost+unrouted+twice+over > 0 {
		return errors.New("a promise was lost or doubled")
	}
	return f.clear(ctx)
}

func (f *floor) childUntilKilled(ctx context.Context, chats []uid.Chat, after int, o options) ([]uid.Chat, error) {
	list, err := os.CreateTemp("", "chats")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(list.Name()) }()
	for _, c := range chats {
		fmt.Fprintln(list, c)
	}
	if err := list.Close(); err != nil {
		return nil, err
	}
	child := exec.CommandContext(ctx, os.Args[0], "-child", list.Name(), "-url", f.url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := child.Start(); err != nil {
		return nil, err
	}
	var said []uid.Chat
	for lines := bufio.NewScanner(out); lines.Scan(); {
		c, err := uid.Parse[uid.Chat](lines.Text())
		if err != nil {
			return nil, err
		}
		said = append(said, c)
		if len(said) == after {
			if err := child.Process.Kill(); err != nil {
				return nil, err
			}
		}
	}
	_ = child.Wait() // killed, as meant
	return said, nil
}

// routeList is the copy that is killed: eight at once, each decision said when
// it is done.
func routeList(ctx context.Context, o options) error {
	f, err := joinFloor(ctx, o.url)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(o.child)
	if err != nil {
		return err
	}
	d := f.desk()
	work := make(chan uid.Chat)
	var all sync.WaitGroup
	var mu sync.Mutex // covers standard output
	for range 8 {
		all.Go(func() {
			for c := range work {
				if err := d.Seek(ctx, c); err != nil {
					continue
				}
				mu.Lock()
				fmt.Println(c)
				mu.Unlock()
			}
		})
	}
	for len(raw) >= 36 {
		id, err := uuid.ParseBytes(raw[:36])
		if err != nil {
			return err
		}
		work <- uid.Chat(id)
		raw = raw[37:]
	}
	close(work)
	all.Wait()
	return nil
}

// twoCopies routes every chat on both of two desks at once, each with a memory
// of its own.
func (f *floor) twoCopies(ctx context.Context, o options) error {
	chats, err := f.chats(ctx, o.agents*o.capacity) // exactly all the room there is
	if err != nil {
		return err
	}
	began := time.Now()
	var all sync.WaitGroup
	for _, half := range []int{0, 1} {
		d := f.desk()
		all.Go(func() {
			var some sync.WaitGroup
			for k := range 4 {
				some.Go(func() {
					for i := k; i < len(chats); i += 4 {
						j := i
						if half == 1 {
							j = len(chats) - 1 - i // from the other end, so that they meet
						}
						if err := d.Seek(ctx, chats[j]); err != nil {
							fmt.Fprintln(os.Stderr, "seek:", err)
						}
					}
				})
			}
			some.Wait()
		})
	}
	all.Wait()
	over, twice, err := f.broken(ctx)
	if err != nil {
		return err
	}
	unrouted, err := f.unrouted(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("two copies, %d chats for exactly that much room, each asked of both: %.0f decisions/s, %d not routed before the next beat, %d promised twice, %d agents over capacity\n", len(chats), float64(2*len(chats))/time.Since(began).Seconds(), unrouted, twice, over)
	if twice+over > 0 {
		return errors.New("two copies broke a promise")
	}
	return nil
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
