package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/payout"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/insight"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/desk"
	"github.com/manyhands/manyhands/training"
)

// world is the whole product, wired: the database, the two lanes and every
// domain on them. Each domain is built in its own wire_*.go.
type world struct {
	cfg   config.Config
	log   *slog.Logger
	clock clock.Clock

	db     *pg.DB
	outbox *outbox.Outbox
	hub    *live.Hub

	// the spine
	register *account.Register
	chats    *chat.Log
	library  *knowledge.Library
	shop     *shop.Shop
	book     *sop.Book
	cabinet  *attachment.Cabinet
	reader   *attachment.Reader
	model    *llm.Model

	// the domains
	board  *matching.Board
	desk   *desk.Desk
	school *training.School
	bills  *billing.Book
	till   *till.Till
	payday *payout.Paymaster
	coach  *copilot.Coach
	bot    *bot.Bot
	wall   *insight.Wall

	stopBeat func()
}

// openWorld starts or reaches the database, brings its schema up to date and
// builds the domains. say is told before anything slow.
func openWorld(ctx context.Context, cfg config.Config, c clock.Clock, logTo io.Writer, say func(string)) (*world, error) {
	w := &world{cfg: cfg, clock: c, log: logger(cfg, logTo)}
	say("opening the database")
	serverLog, err := databaseLog(cfg)
	if err != nil {
		return nil, err
	}
	w.db, err = pg.Open(ctx, pg.Config{URL: cfg.DatabaseURL, BinDir: cfg.PGBin, DataDir: cfg.DataDir, Log: serverLog, Say: say})
	if err != nil {
		return nil, err
	}
	if err := w.build(ctx, say); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *world) build(ctx context.Context, say func(string)) error {
	say("bringing the schema up to date")
	if err := bringUpToDate(ctx, w.db); err != nil {
		return err
	}
	key, err := signingKey(w.cfg)
	if err != nil {
		return err
	}
	w.register = account.NewRegister(w.db.Pool, w.clock, key, w.cfg.AccessLife, w.cfg.RefreshLife)
	if w.outbox, err = outbox.New(w.db.Pool, w.log); err != nil {
		return err
	}
	if w.hub, err = live.New(w.log, w.cfg.RedisURL, api.Admit(w.register, w.holds, w.ofBrand)); err != nil {
		return err
	}
	w.buildSpine()
	w.buildSenses(ctx)
	w.buildDesk()
	if err := w.buildBilling(key); err != nil {
		return err
	}
	w.buildInsight()
	w.buildBoard()
	if err := w.buildCopilot(); err != nil {
		return err
	}
	if err := w.buildBot(); err != nil {
		return err
	}
	w.buildSchool()
	return nil
}

// start begins the background work; everything must be wired by now.
func (w *world) start(ctx context.Context) error {
	if err := w.outbox.Start(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	due, voices := w.beat(ctx, w.tickers()), running(ctx, w.bot.Run, w.coach.Run)
	w.stopBeat = func() { cancel(); due(); voices() }
	return nil
}

func (w *world) doors() api.Doors {
	return api.Doors{
		Register: w.register, Hub: w.hub,
		Chats: w.chats, Library: w.library, Shop: w.shop, Book: w.book,
		Cabinet: w.cabinet, Reader: w.reader, Model: w.model,
		Board: w.board, Desk: w.desk, School: w.school, Bills: w.bills, Till: w.till, Payday: w.payday, Coach: w.coach, Bot: w.bot, Wall: w.wall,
		Metrics: w.metrics(),
		Heard:   w.heard, StripeTold: w.stripeTold,
		Ready: func(ctx context.Context) error { return w.db.Pool.Ping(ctx) },
		Log:   w.log, MaxBody: int(w.cfg.MaxBody),
	}
}

// close ends everything in the opposite order; what was acknowledged is
// committed already.
func (w *world) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if w.stopBeat != nil {
		w.stopBeat()
	}
	if w.hub != nil {
		if err := w.hub.Stop(ctx); err != nil {
			w.log.Warn("stop live engine", "error", err)
		}
	}
	if w.outbox != nil {
		if err := w.outbox.Stop(ctx); err != nil {
			w.log.Warn("stop outbox", "error", err)
		}
	}
	w.db.Close()
}

// databaseLog is where the server of our own writes: a file beside its data,
// so that the program's own words stay readable.
func databaseLog(cfg config.Config) (io.Writer, error) {
	if cfg.DatabaseURL != "" {
		return io.Discard, nil
	}
	if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(cfg.DataDir, "postgresql.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open database log: %w", err)
	}
	return f, nil
}

func logger(cfg config.Config, to io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// signingKey is the one that was set, or one made at the first start and kept
// beside the data, so that a restart signs nobody out.
func signingKey(cfg config.Config) ([]byte, error) {
	if cfg.SigningKey != "" {
		if len(cfg.SigningKey) < 32 {
			return nil, config.ErrSetting.With("MANYHANDS_SIGNING_KEY has fewer than 32 characters")
		}
		return []byte(cfg.SigningKey), nil
	}
	file := filepath.Join(cfg.DataDir, signingKeyName)
	b, err := os.ReadFile(file)
	if err == nil && len(strings.TrimSpace(string(b))) >= 32 {
		return []byte(strings.TrimSpace(string(b))), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read signing key: %w", err)
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	key := hex.EncodeToString(raw)
	if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	if err := os.WriteFile(file, []byte(key+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("keep signing key: %w", err)
	}
	return []byte(key), nil
}
