package play

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
)

// Login is one persona.
type Login struct{ Email, Password string }

// Stage is where a play happens: the server, its clock, and who is who.
type Stage struct {
	Base      string
	MoveTo    func(time.Time) // moves the server's clock
	Now       func() time.Time
	Out       io.Writer // the narration
	BrandSlug string
	Brand     Login
	Finance   Login
	Operator  Login
	AgentOf   func(email string) Login
	// Beginner is the agent without the certificate.
	Beginner Login
	// Ideal and Careless say what an agent writes next in a drill: after the
	// coaching, and before it.
	Ideal, Careless func(ctx context.Context, drill string) (string, error)
	// Material is what the brand brings along.
	Material Material
	// Patience is how long a step may take before the play gives up.
	Patience time.Duration

	brand, finance, operator *Client
	request                  string
	talks                    []*talk
	desks                    []*answerer

	mu     sync.Mutex // covers agents
	agents map[string]*Client
}

// Material is a brand's files and the scenes to play with them.
type Material struct {
	Event    Occasion
	History  []byte            // h.csv
	Events   []byte            // e.csv
	Profile  []byte            // brand.yaml
	Files    map[string][]byte // products, orders, logistics, coupons, shoppers
	Phrasing []byte
	Articles map[string][]byte // by id
	SOPs     map[string][]byte // by id
	Parts    []demo.Part
}

// Occasion is the sales event that is played.
type Occasion struct {
	Name, Kind    string
	Starts, Ends  time.Time
	Opens, Closes int // minutes after local midnight
	Channels      []string
	Languages     []string
	Multiplier    float64
	Zone          string
}

// step narrates one step and runs it.
func (s *Stage) step(ctx context.Context, title string, work func(context.Context) error) error {
	fmt.Fprintf(s.Out, "\n▸ %s\n", title)
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	if err := work(ctx); err != nil {
		fmt.Fprintf(s.Out, "  ✗ %v\n", err)
		return fmt.Errorf("%s: %w", title, err)
	}
	return nil
}

// note says what a step found.
func (s *Stage) note(format string, args ...any) {
	fmt.Fprintf(s.Out, "  "+format+"\n", args...)
}

// Run plays the whole thread, from the request to the proven invoice. The
// error names the first step that did not hold.
func (s *Stage) Run(ctx context.Context) error {
	for _, st := range []struct {
		title string
		work  func(context.Context) error
	}{
		{"The personas sign in", s.signIn},
		{"The brand brings its history, catalogue, orders, articles and procedures", s.bring},
		{"The brand posts its request; we forecast, staff, quote; it books", s.book},
		{"The matcher fills the shifts; agents accept and decline", s.fill},
		{"A beginner takes the drill, fails, is coached, passes, and gets a shift", s.school},
		{"The event hour: shoppers ask, the bot answers, people take over", s.hour},
		{"Orders come in by webhook; one is refunded", s.orders},
		{"The shift ends: facts are rated, finance approves, the bill is recounted", s.bill},
		{"The wall", s.wall},
	} {
		if err := s.step(ctx, st.title, st.work); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) signIn(ctx context.Context) error {
	s.agents = map[string]*Client{}
	for _, p := range []struct {
		into **Client
		who  Login
	}{{&s.brand, s.Brand}, {&s.finance, s.Finance}, {&s.operator, s.Operator}} {
		*p.into = newClient(s.Base)
		if err := (*p.into).signIn(ctx, p.who.Email, p.who.Password); err != nil {
			return err
		}
	}
	s.note("brand, finance and operator are in")
	return nil
}

// agent is an agent's client, signed in at first use.
func (s *Stage) agent(ctx context.Context, email string) (*Client, error) {
	s.mu.Lock()
	c, ok := s.agents[email]
	if !ok {
		c = newClient(s.Base)
		s.agents[email] = c
	}
	s.mu.Unlock()
	if ok && c.token() != "" {
		return c, nil
	}
	l := s.AgentOf(email)
	return c, c.signIn(ctx, l.Email, l.Password)
}

// until asks again and again, at a gentle pace, until ready says yes.
func until(ctx context.Context, ready func(context.Context) (bool, error)) error {
	pace := time.NewTicker(150 * time.Millisecond)
	defer pace.Stop()
	for {
		ok, err := ready(ctx)
		if err != nil || ok {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("gave up waiting: %w", ctx.Err())
		case <-pace.C:
		}
	}
}
