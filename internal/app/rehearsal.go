package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/demo/play"
	"github.com/manyhands/manyhands/internal/demo/replay"
)

// rehearsal is a replay's own world: a database and a Redis of its own, a clock
// that stands at the evening of the sale, and the copies.
type rehearsal struct {
	cfg      config.Config // of the office that books and bills
	std      stdio
	scenario replay.Scenario
	program  string // what a copy is started with
	dir      string
	log      io.Writer
	base     *ground
	clock    *clock.Movable // the office's
	addr     string         // the office's, the same before and after the evening
	stages   []*play.Stage
	closers  []func()
	redisURL string // the copies'
	redis    func() replay.Process
	failed   bool
}

func (h *rehearsal) say(format string, args ...any) {
	fmt.Fprintf(h.std.err, "manyhands replay: "+format+"\n", args...)
}

// runReplay books the evening, plays it against the copies, and bills it.
func runReplay(ctx context.Context, cfg config.Config, std stdio, s replay.Scenario, program string) (r *replay.Report, err error) {
	h := &rehearsal{
		cfg: cfg, std: std, scenario: s, program: program, addr: "127.0.0.1:0", clock: clock.NewMovableAt(clock.System{}, replay.Opens().AddDate(0, 0, -14)),
	}
	defer func() {
		h.failed = err != nil && h.log != nil
		h.close()
		if h.failed {
			h.say("what the copies said is in %s", h.dir)
		}
	}()
	if err := h.prepare(ctx); err != nil {
		return nil, err
	}
	h.say("booking the evening: %d brands, %d agents", s.Brands, s.Agents)
	var cast replay.Cast
	err = h.office(ctx, func(ctx context.Context, w *world) (err error) {
		if err := replay.Seed(ctx, s, w.demoDoors()); err != nil {
			return err
		}
		if h.stages, err = replay.Stages(s, "http://"+h.addr, h.clock.MoveTo, h.clock.Now, h.log); err != nil {
			return err
		}
		cast, err = engage(ctx, h.stages)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(cast.Agents) < s.Agents {
		h.say("%d of %d agents got a seat", len(cast.Agents), s.Agents)
	}
	played, processes, err := h.play(ctx, cast)
	if err != nil {
		return nil, err
	}
	report := replay.NewReport(s, played)
	report.Processes = processes
	h.say("billing")
	err = h.office(ctx, func(ctx context.Context, _ *world) error {
		for _, st := range h.stages {
			c, err := st.Count(ctx)
			if err != nil {
				return fmt.Errorf("bill %s: %w", st.BrandSlug, err)
			}
			report.Count(st.BrandSlug, c)
		}
		return nil
	})
	return report, err
}

// engage has every brand book its evening and every agent accept.
func engage(ctx context.Context, stages []*play.Stage) (replay.Cast, error) {
	var cast replay.Cast
	for _, st := range stages {
		if err := st.Ready(ctx); err != nil {
			return cast, fmt.Errorf("%s: %w", st.BrandSlug, err)
		}
		secret, err := st.Secret(ctx)
		if err != nil {
			return cast, err
		}
		seats, err := st.Seats(ctx)
		if err != nil {
			return cast, err
		}
		cast.Brands = append(cast.Brands, replay.Brand{Slug: st.BrandSlug, Secret: secret})
		for _, seat := range seats {
			cast.Agents = append(cast.Agents, seat.Token)
		}
	}
	return cast, nil
}

// prepare makes the folder, the database and, for several copies, Redis.
func (h *rehearsal) prepare(ctx context.Context) (err error) {
	parent := filepath.Join(h.cfg.DataDir, "replay")
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	if h.dir, err = os.MkdirTemp(parent, "run-"); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	if err := os.Chmod(h.dir, 0o755); err != nil { //nolint:gosec // the database's own user enters it
		return fmt.Errorf("open data directory: %w", err)
	}
	logFile, err := os.Create(filepath.Join(h.dir, "copies.log"))
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	h.log = logFile
	h.closers = append(h.closers, func() {
		_ = logFile.Close()
		if !h.failed { // the copies' words tell why
			_ = os.RemoveAll(h.dir)
		}
	})
	if h.scenario.Copies > 1 {
		if err := h.findRedis(ctx); err != nil {
			return err
		}
	}
	if h.base, err = openGround(ctx, h.cfg, h.dir, h.log, h.scenario.Slows()); err != nil {
		return err
	}
	h.closers = append(h.closers, h.base.close)
	h.cfg.DataDir, h.cfg.DatabaseURL = filepath.Join(h.dir, "office"), h.base.url
	h.cfg.LogLevel, h.cfg.StripeKey, h.cfg.Demo = "warn", "", false
	h.cfg.AccessLife = 30 * 24 * time.Hour // a sign-in costs a tenth of a second, on purpose: one each
	if key, err := signingKey(h.cfg); err != nil {
		return err
	} else {
		h.cfg.SigningKey = string(key)
	}
	return nil
}

func (h *rehearsal) findRedis(ctx context.Context) error {
	// The office before and after the evening is one copy alone.
	if h.redisURL, h.cfg.RedisURL = h.cfg.RedisURL, ""; h.redisURL != "" {
		return nil
	}
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return errors.New("copies: several copies share their live lines over Redis; set REDIS_URL, or have redis-server in the path")
	}
	if h.redisURL, h.redis, err = replay.Redis(ctx, program, h.dir); err != nil {
		return err
	}
	h.closers = append(h.closers, func() {
		if h.redis != nil {
			h.redis()
		}
	})
	return nil
}

func (h *rehearsal) close() {
	for i := len(h.closers) - 1; i >= 0; i-- {
		h.closers[i]()
	}
}

// office runs the product within this process for what happens before and after
// the evening, with a clock that can be moved.
func (h *rehearsal) office(ctx context.Context, work func(context.Context, *world) error) error {
	w, err := openWorld(ctx, h.cfg, h.clock, h.log, func(string) {})
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.start(ctx); err != nil {
		return err
	}
	ln, err := listen(h.addr)
	if err != nil {
		return err
	}
	h.addr = ln.Addr().String()
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- w.answer(ctx, api.New(w.doors()), ln) }()
	err = work(ctx, w)
	stop()
	return errors.Join(err, <-served)
}

// play starts the copies and lets the visits come.
func (h *rehearsal) play(ctx context.Context, cast replay.Cast) (replay.Played, []replay.Process, error) {
	visits, err := replay.Play(h.scenario)
	if err != nil {
		return replay.Played{}, nil, err
	}
	ahead := replay.Opens().Add(time.Minute).Sub(clock.System{}.Now())
	h.say("starting %d copies", h.scenario.Copies)
	copies, err := replay.StartCopies(ctx, h.scenario.Copies, []string{h.program, "serve", "--clock-ahead", ahead.String()}, h.environment(), h.dir, h.log)
	defer func() { _, _ = copies.Stop() }() // twice is once
	if err != nil {
		return replay.Played{}, nil, err
	}
	cast.Bases, cast.Ahead = copies.Bases(), ahead
	h.say("%d visits come", len(visits))
	watch, before := h.base.watch(), replay.Self()
	played, err := replay.Perform(ctx, h.scenario, visits, cast, replay.Hands{Kill: copies.Kill, Start: copies.Start, Slow: h.base.slow})
	if err != nil {
		return played, nil, err
	}
	after := replay.Self()
	after.CPUs -= before.CPUs
	processes, err := copies.Stop()
	if watch != nil {
		processes = append(processes, watch.Stop())
	}
	if h.redis != nil {
		processes = append(processes, h.redis())
		h.redis = nil
	}
	return played, append(processes, after), err
}

// environment is a copy's.
func (h *rehearsal) environment() []string {
	drop := []string{"MANYHANDS_", "DATABASE_URL=", "REDIS_URL=", "STRIPE_"}
	var out []string
next:
	for _, v := range os.Environ() {
		for _, d := range drop {
			if strings.HasPrefix(v, d) {
				continue next
			}
		}
		out = append(out, v)
	}
	return append(out,
		"DATABASE_URL="+h.base.forCopies, "REDIS_URL="+h.redisURL, "MANYHANDS_DATA="+filepath.Join(h.dir, "copies"), "MANYHANDS_SIGNING_KEY="+h.cfg.SigningKey,
		"MANYHANDS_LOG_LEVEL=warn", "MANYHANDS_ACCESS_LIFE="+h.cfg.AccessLife.String(),
	)
}
