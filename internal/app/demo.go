package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/demo/play"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
)

// demoOptions is what the demo was asked for.
type demoOptions struct {
	files  play.Files
	once   bool
	agents int
	scenes int
	seed   uint64
}

var demoCommand = command{
	name: "demo", summary: "play a sales event through the product's own API, from the request to the proven invoice",
	example: "manyhands demo --once\n  manyhands demo --history calls.csv --catalog products.json --orders orders.json --questions q.jsonl",
	run: func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		var o demoOptions
		fs.StringVar(&o.files.History, "history", "", "your contact history (h.csv)")
		fs.StringVar(&o.files.Catalog, "catalog", "", "your products (products.json)")
		fs.StringVar(&o.files.Orders, "orders", "", "your orders (orders.json; users.json beside it is read too)")
		fs.StringVar(&o.files.Questions, "questions", "", "what your shoppers ask (JSONL with text, or with instruction)")
		fs.BoolVar(&o.once, "once", false, "leave when the play is over; exit 0 only if every step held")
		fs.IntVar(&o.agents, "agents", 2000, "how many agents the pool has")
		fs.IntVar(&o.scenes, "scenes", 40, "at most how many of the questions are asked")
		fs.Uint64Var(&o.seed, "seed", 7, "the same seed, the same world")
		if err := parse(fs, args); err != nil {
			return err
		}
		if o.agents < 50 || o.agents > 20_000 || o.scenes < 1 || o.scenes > 1000 {
			return errors.New("--agents is 50 to 20000, --scenes 1 to 1000")
		}
		cfg, err := config.FromEnvironment()
		if err != nil {
			return err
		}
		cfg.DataDir = filepath.Join(cfg.DataDir, "demo") // its clock is not yours: nothing of it mixes with real data
		return runDemo(ctx, cfg, std, o)
	},
}

// runDemo serves a demo world and plays in it. The server stays up afterwards,
// with the event hour going on, unless once was asked for.
func runDemo(ctx context.Context, cfg config.Config, std stdio, o demoOptions) error {
	m, err := material(o)
	if err != nil {
		return err
	}
	say := func(line string) { fmt.Fprintln(std.err, "manyhands: "+line) }
	c, err := openDemoClock(cfg.DataDir, m.Event.Starts.AddDate(0, 0, -14))
	if err != nil {
		return err
	}
	if cfg.LogLevel == "info" {
		cfg.LogLevel = "warn" // the narration is the log
	}
	there, err := standIn(&cfg, c, o.seed)
	if err != nil {
		return err
	}
	w, err := openWorld(ctx, cfg, c, std.err, say)
	if err != nil {
		return err
	}
	defer w.close()
	people := demo.People(o.seed, demoBrand(o), m.Event.Starts, o.agents)
	say(fmt.Sprintf("seating %d agents", len(people.Agents)))
	if err := demo.Seed(ctx, w.demoDoors(), people); err != nil {
		return err
	}
	if err := w.start(ctx); err != nil {
		return err
	}
	if there != nil {
		ctx, stop := context.WithCancel(ctx)
		wait := running(ctx, w.deliver(there, c))
		defer func() { stop(); wait(); there.Close() }()
	}
	ln, err := listen(cfg.Addr)
	if err != nil {
		return err
	}
	return w.perform(ctx, ln, std, o, m, people, c)
}

// perform serves and plays at once; whichever ends first with an error ends
// both.
func (w *world) perform(ctx context.Context, ln net.Listener, std stdio, o demoOptions, m play.Material, people demo.World, c *demoClock) error {
	d := w.doors()
	logins := &personas{list: demoLogins(people)}
	d.DemoLogins = logins.now
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	served := make(chan error, 1)
	go func() { served <- w.answer(ctx, api.New(d), ln) }()
	base := "http://" + ln.Addr().String()
	greet(std, base, logins.now())
	st := w.stage(base, std, m, people, c)
	st.Kept = logins.keep
	err := st.Run(ctx)
	switch {
	case err != nil && ctx.Err() != nil: // we were told to stop
		err = nil
	case err != nil:
		fmt.Fprintf(std.err, "\nmanyhands demo: a step did not hold: %v\n", err)
		if !o.once {
			fmt.Fprintf(std.err, "the product stays up on %s (Ctrl-C stops it)\n", base)
			<-ctx.Done()
		}
		err = errNo
	case !o.once:
		if err := st.Encore(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(std.err, "manyhands demo: the next evening could not be booked: %v\n", err)
		}
		fmt.Fprintf(std.out, "\nThe event goes on at %s (Ctrl-C stops it). Sign in as one of the personas above, or open %s/shop and ask something.\n", base, base)
		if lerr := st.Lively(ctx, o.seed); lerr != nil && ctx.Err() == nil {
			fmt.Fprintf(std.err, "manyhands demo: the event hour ended: %v\n", lerr)
			<-ctx.Done()
		}
	}
	cancel()
	if serr := <-served; err == nil {
		err = serr
	}
	return err
}

func material(o demoOptions) (play.Material, error) {
	const orders = 3000
	m, err := play.Shipped(o.seed, orders)
	if err != nil || !o.files.Any() {
		return m, err
	}
	return play.Own(o.files, m, o.scenes)
}

// demoBrand is the brand that ships, or one for the files that were brought.
func demoBrand(o demoOptions) account.Brand {
	b := account.Brand{Slug: demo.BrandID, Name: "云裳 Yunshang", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}}
	if o.files.Any() {
		b.Slug, b.Name = "own-files", "My shop"
	}
	b.ID = uid.Derive[uid.Brand]("demo-brand", b.Slug)
	b.WebhookSecret = uid.Derive[uid.Brand]("demo-secret", b.Slug).String()
	return b
}

func demoLogins(p demo.World) []api.DemoLogin {
	login := func(role account.Role, name, email string) api.DemoLogin {
		return api.DemoLogin{Role: string(role), Name: name, Email: email, Password: demo.Password}
	}
	return []api.DemoLogin{
		login(account.RoleBrand, p.Brand.Name, demo.BrandEmail),
		login(account.RoleAgent, p.Veteran.Name, p.Veteran.Email()),
		login(account.RoleFinance, "Finance", demo.FinanceEmail),
		login(account.RoleOperator, "Operator", demo.OperatorEmail),
	}
}

// personas are the log-ins of the sign-in page; the play changes the agent's
// when the evening begins.
type personas struct {
	mu   sync.Mutex // covers list
	list []api.DemoLogin
}

func (p *personas) now() []api.DemoLogin {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list)
}

func (p *personas) keep(email string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.list {
		if p.list[i].Role == string(account.RoleAgent) {
			p.list[i].Email, p.list[i].Name = email, "Agent"
		}
	}
}

func greet(std stdio, base string, logins []api.DemoLogin) {
	fmt.Fprintf(std.out, "\nManyhands is up: %s\n", base)
	for _, l := range logins {
		fmt.Fprintf(std.out, "  %-9s %-32s %s\n", l.Role, l.Email, l.Password)
	}
	fmt.Fprintf(std.out, "Next: open it and sign in, or watch the event below.\n")
}

func (w *world) stage(base string, std stdio, m play.Material, people demo.World, c *demoClock) *play.Stage {
	emails := make(map[string]string, len(people.Agents))
	for _, a := range people.Agents {
		emails[demo.AgentID(a).String()] = a.Email()
	}
	return &play.Stage{
		Base: base, MoveTo: c.MoveTo, Now: c.Now, Out: std.out, BrandSlug: people.Brand.Slug,
		Brand:      play.Login{Email: demo.BrandEmail, Password: demo.Password},
		Finance:    play.Login{Email: demo.FinanceEmail, Password: demo.Password},
		Operator:   play.Login{Email: demo.OperatorEmail, Password: demo.Password},
		Controller: play.Login{Email: demo.ControllerEmail, Password: demo.Password},
		AgentOf:    func(email string) play.Login { return play.Login{Email: email, Password: demo.Password} },
		EmailOf:    func(agent string) (string, bool) { email, known := emails[agent]; return email, known },
		Veteran:    play.Login{Email: people.Veteran.Email(), Password: demo.Password},
		Beginner:   play.Login{Email: people.Beginner.Email(), Password: demo.Password},
		Ideal:      w.prompt(people, drill.Model),
		Careless:   w.prompt(people, drill.Careless),
		Brought:    func(ctx context.Context) error { return w.school.Grant(ctx, demo.Certified(people), people.Brand.ID) },
		Material:   m, Patience: 5 * time.Minute,
	}
}

// demoClock is the demo's own time, kept beside its data so that a restart
// goes on where the last run was.
type demoClock struct {
	*clock.Movable
	file string
}

func openDemoClock(dir string, starts time.Time) (*demoClock, error) {
	file := filepath.Join(dir, "demo.clock")
	b, err := os.ReadFile(file)
	if err == nil {
		if at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(b))); err == nil && at.After(starts) {
			starts = at
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read demo clock: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	return &demoClock{clock.NewMovableAt(clock.System{}, starts), file}, nil
}

// MoveTo moves the clock and notes where it is. A note that cannot be written
// costs a restarted demo its place, nothing else.
func (c *demoClock) MoveTo(t time.Time) {
	c.Movable.MoveTo(t)
	_ = os.WriteFile(c.file, []byte(c.Now().Format(time.RFC3339Nano)+"\n"), 0o600)
}
