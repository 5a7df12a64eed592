package app

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/demo/play"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
)

// A beginner in a real browser: fails a drill, goes over what was lost, passes,
// is certified, takes a shift, and answers three shoppers at once, all of it
// with the keyboard. axe finds nothing serious on any page of the agent.
func TestBrowserABeginnerComesToServeThreeShoppersByKeyboard(t *testing.T) {
	chromium := browser(t)
	b := raise(t)
	if out, err := walk(t, chromium, 8*time.Minute, "e2e/beginner.mjs", b.base, b.people.Beginner.Email(), demo.Password, b.backstage.URL); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, b.said.String())
	}
}

// raised is a served world with an event booked, and a way to move it from
// outside.
type raised struct {
	t         *testing.T
	w         *world
	clock     *demoClock
	people    demo.World
	stage     *play.Stage
	base      string
	said      spoken
	backstage *httptest.Server
}

// fewAgents leave seats open: a beginner who is certified finds one.
const fewAgents = 80

func raise(t *testing.T) *raised {
	t.Helper()
	data, err := os.MkdirTemp("", "mhbeginner") //nolint:usetesting // the database's own user must get in
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"MANYHANDS_DATA": data, "MANYHANDS_ADDR": "127.0.0.1:0", "MANYHANDS_LOG_LEVEL": "warn", "MANYHANDS_PG_BIN": os.Getenv("MANYHANDS_PG_BIN")}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &raised{t: t}
	o := demoOptions{agents: fewAgents, seed: 7}
	m, err := play.Shipped(o.seed, 3000)
	b.must(err)
	b.clock, err = openDemoClock(data, m.Event.Starts.AddDate(0, 0, -14))
	b.must(err)
	ctx := t.Context()
	b.w, err = openWorld(ctx, cfg, b.clock, &b.said, func(string) {})
	b.must(err)
	t.Cleanup(b.w.close)
	b.people = demo.People(o.seed, demoBrand(o), m.Event.Starts, o.agents)
	b.must(demo.Seed(ctx, b.w.demoDoors(), b.people))
	b.must(b.w.start(ctx))
	ln, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's own listener
	b.must(err)
	app := api.New(b.w.doors())
	go func() { _ = app.Listener(ln) }() // ends with the listener
	t.Cleanup(func() { _ = app.Shutdown() })
	b.base = "http://" + ln.Addr().String()
	b.stage = b.w.stage(b.base, stdio{in: strings.NewReader(""), out: &b.said, err: &b.said}, m, b.people, b.clock)
	if err := b.stage.Ready(ctx); err != nil {
		t.Fatalf("%v\n%s", err, b.said.String())
	}
	b.backstage = httptest.NewServer(b.door())
	t.Cleanup(b.backstage.Close)
	return b
}

func (b *raised) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// door is what the browser's script cannot do as the agent: know the right
// answer, let the evening come, be three shoppers.
func (b *raised) door() http.Handler {
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(v) // the script notices
	}
	mux.HandleFunc("/right", func(w http.ResponseWriter, r *http.Request) {
		id, err := uid.Parse[uid.Drill](r.URL.Query().Get("drill"))
		if err != nil {
			answer(w, nil, err)
			return
		}
		text, err := b.w.school.Prompt(r.Context(), demo.AgentID(b.people.Beginner), id, drill.Model)
		answer(w, text, err)
	})
	mux.HandleFunc("/evening", func(w http.ResponseWriter, r *http.Request) {
		shifts, err := b.w.board.Shifts(r.Context(), demo.AgentID(b.people.Beginner))
		if err == nil && len(shifts) == 0 {
			err = fmt.Errorf("the beginner has no shift")
		}
		if err == nil {
			b.clock.MoveTo(shifts[0].Starts.Add(time.Minute))
		}
		answer(w, len(shifts), err)
	})
	mux.HandleFunc("/shoppers", func(w http.ResponseWriter, r *http.Request) {
		var err error
		for _, text := range []string{"我的快递到哪了", "想换个尺码", "发票怎么开"} {
			if err = b.stage.Ask(r.Context(), text, "转人工"); err != nil {
				break
			}
		}
		answer(w, 3, err)
	})
	mux.HandleFunc("/again", func(w http.ResponseWriter, r *http.Request) {
		held, err := b.w.chats.HeldBy(r.Context(), demo.AgentID(b.people.Beginner))
		for _, c := range held {
			said := chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: "again", Text: "我又来问一句"}
			if _, err = b.w.chats.Say(r.Context(), pg.OfBrand(c.Brand), said); err != nil {
				break
			}
		}
		answer(w, len(held), err)
	})
	return mux
}
