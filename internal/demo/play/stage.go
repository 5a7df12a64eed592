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
	// Controller is finance's second person.
	Controller Login
	AgentOf    func(email string) Login
	EmailOf    func(agent string) (string, bool) // of an agent's id
	// Veteran is the agent of the sign-in page; the play leaves that desk free.
	// Kept is told when the evening makes it another one.
	Veteran Login
	Kept    func(email string)
	// Beginner is the agent without the certificate.
	Beginner Login
	// Ideal and Careless say what an agent writes next in a drill: after the
	// coaching, and before it.
	Ideal, Careless func(ctx context.Context, drill string) (string, error)
	// Brought is called when the brand's procedures are filed: what certificates
	// stand on is known from then on.
	Brought func(context.Context) error
	// Material is what the brand brings along.
	Material Material
	// Patience is how long a step may take before the play gives up.
	Patience time.Duration

	brand, finance, operator *Client
	friend                   *Client // the small brand that this one brought
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
	Guard    []byte            // the brand's own guard rules
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
// error names the first step that did not hold. A play that was cut off (the
// program was killed) goes on where it was: what is done is found done.
func (s *Stage) Run(ctx context.Context) error {
	if err := s.step(ctx, "The personas sign in", s.signIn); err != nil {
		return err
	}
	billed, err := s.billed(ctx)
	if err != nil || billed {
		return err
	}
	over := s.Now().After(s.Material.Event.Ends)
	for _, st := range []struct {
		title string
		skip  bool
		work  func(context.Context) error
	}{
		{"The brand brings its history, catalogue, orders, articles and procedures", false, s.bring},
		{"The brand posts its request; we forecast, staff, quote; it books", false, s.book},
		{"A tea shop comes on the brand's word", over, s.bringFriend},
		{"The matcher fills the shifts; agents accept and decline", over, s.fill},
		{"A beginner takes the drill, fails, is coached, passes, and gets a shift", over, s.school},
		{"Two days before: agents confirm, and one swaps a shift", over, s.market},
		{"The doors open and one agent does not come", over, s.absent},
		{"The event hour: shoppers ask, the bot answers, people take over", over, s.hour},
		{"Orders come in by webhook; one is refunded", over, s.orders},
		{"The shift ends: facts are rated, finance approves, the bill is recounted", false, s.bill},
		{"The tea shop pays for orders won, and who brought it is thanked", false, s.thankFriend},
		{"The wall", false, s.wall},
	} {
		if st.skip {
			continue
		}
		if err := s.step(ctx, st.title, st.work); err != nil {
			return err
		}
	}
	return nil
}

// billed tells whether an earlier run of this play got as far as the invoice.
func (s *Stage) billed(ctx context.Context) (bool, error) {
	var all struct {
		Items []invoice `json:"items"`
	}
	if err := s.brand.get(ctx, "/api/v1/brand/invoices", &all); err != nil {
		return false, err
	}
	for _, v := range all.Items {
		if v.Status == "paid" {
			s.note("the event was played before: %s is paid. The bill still holds:", v.Number)
			return true, s.recount(ctx, v)
		}
	}
	return false, nil
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
