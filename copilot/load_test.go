package copilot_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// wonders are what shoppers write while the load runs.
var wonders = []string{"我要退货", "羽绒服怎么洗", "什么时候发货", "L码还有货吗", "优惠券能一起用吗", "可以开发票吗", "收到少了一件", "能不能换大一码", "where is my order", "质量怎么样，会跑绒吗", "你们到底什么时候处理", "好的谢谢"}

// thinking is how long a shopper takes between two messages.
const thinking = 30 * time.Second

// heldAtOnce is how many conversations an agent holds.
const heldAtOnce = 5

// BenchmarkHintsUnderLoad holds N conversations at once, whose shoppers each
// write every half minute, and times from the message to the pushed hints. The
// shoppers do not wait for us: a slow coach meets a growing queue.
func BenchmarkHintsUnderLoad(b *testing.B) {
	for _, n := range []int{500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				underLoad(b, n)
			}
		})
	}
}

func underLoad(b *testing.B, n int) {
	t := setupAt(b, clock.System{})
	chats, agents := make([]chat.Chat, n), make([]uid.Agent, n/heldAtOnce)
	for i := range agents {
		agents[i] = uid.New[uid.Agent]()
	}
	var at atomic.Int64
	var open sync.WaitGroup
	for range 8 {
		open.Go(func() {
			for i := at.Add(1) - 1; i < int64(n); i = at.Add(1) - 1 {
				holder := t
				holder.agent = agents[i/heldAtOnce]
				chats[i] = holder.held(b, fmt.Sprint("s", i), wonders[i%int64(len(wonders))])
			}
		})
	}
	open.Wait()
	if _, err := t.Hints(b.Context(), agents[0], chats[0].ID); err != nil { // compiles the brand
		b.Fatal(err)
	}
	var mu sync.Mutex
	var took []time.Duration
	t.Timed = func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		took = append(took, d)
	}
	ctx, stop := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() { t.Run(ctx) })
	before := cpu(b)
	const lasting = 20 * time.Second
	sent := shoppersWrite(b, t, chats, lasting)
	spent := cpu(b) - before
	stop()
	running.Wait()
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(took)
	if len(took) == 0 {
		b.Fatal("no hints came")
	}
	b.ReportMetric(float64(took[len(took)/2])/1e6, "p50_ms")
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99_ms")
	b.ReportMetric(float64(sent), "messages")
	b.ReportMetric(float64(len(took)), "hints")
	b.ReportMetric(spent.Seconds()/lasting.Seconds(), "cores")
}

// shoppersWrite lets each shopper write once every thinking time, evenly spread,
// and tells how many messages there were. What a late wake-up missed is made up
// for at once, so that a busy machine does not quietly lower the rate.
func shoppersWrite(b *testing.B, t bundle, chats []chat.Chat, lasting time.Duration) int {
	every := thinking / time.Duration(len(chats))
	pace := time.NewTicker(every)
	defer pace.Stop()
	began := t.Now()
	var all sync.WaitGroup
	defer all.Wait()
	sent := 0
	for range pace.C {
		passed := t.Now().Sub(began)
		for ; sent < int(min(passed, lasting)/every); sent++ {
			n := sent
			all.Go(func() { writes(b, t, chats, n) })
		}
		if passed >= lasting {
			break
		}
	}
	return sent
}

// writes is the nth message of the load.
func writes(b *testing.B, t bundle, chats []chat.Chat, n int) {
	c := chats[n%len(chats)]
	_, err := t.Chats.Say(b.Context(), pg.OfBrand(t.brand), chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: fmt.Sprint("load", n), Text: wonders[(n*7)%len(wonders)]})
	if err != nil {
		b.Error(err)
		return
	}
	t.Wake(c.ID)
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
