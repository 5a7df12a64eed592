package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/demo/replay"
	"github.com/manyhands/manyhands/internal/pg"
)

// ground is the database that a rehearsal stands on: a server of our own, or a
// database of its own on the one that DATABASE_URL names, so that nothing of it
// mixes with real data.
type ground struct {
	url       string
	forCopies string // the same, over the lane when there is one
	server    *pg.Server
	lane      *replay.Lane
	drop      func(context.Context) error
}

func openGround(ctx context.Context, cfg config.Config, dir string, log io.Writer, slows bool) (*ground, error) {
	g := &ground{url: cfg.DatabaseURL}
	if g.url == "" {
		server, err := pg.StartServer(ctx, pg.ServerConfig{BinDir: cfg.PGBin, DataDir: filepath.Join(dir, "database"), Log: log})
		if err != nil {
			return nil, err
		}
		g.server, g.url = server, server.URL
	} else if err := g.own(ctx); err != nil {
		return nil, err
	}
	g.forCopies = g.url
	if slows {
		if err := g.openLane(); err != nil {
			g.close()
			return nil, err
		}
	}
	return g, nil
}

// own makes a database of its own on somebody else's server.
func (g *ground) own(ctx context.Context) error {
	tail := make([]byte, 6)
	if _, err := rand.Read(tail); err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	name := "manyhands_replay_" + hex.EncodeToString(tail)
	server := g.url
	u, err := url.Parse(server)
	if err != nil || u.Scheme == "" {
		return config.ErrSetting.With("DATABASE_URL: a replay makes a database of its own and needs the form postgres://...")
	}
	if err := once(ctx, server, "CREATE DATABASE "+name); err != nil {
		return fmt.Errorf("make a database of the replay's own: %w", err)
	}
	u.Path = "/" + name
	g.url = u.String()
	g.drop = func(ctx context.Context) error { return once(ctx, server, "DROP DATABASE "+name+" WITH (FORCE)") }
	return nil
}

// once runs one statement on a connection of its own.
func once(ctx context.Context, at, sql string) error {
	c, err := pgx.Connect(ctx, at)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, sql)
	return err
}

// openLane leads the copies to the database by a way that can be slow.
func (g *ground) openLane() error {
	c, err := pgx.ParseConfig(g.url)
	if err != nil {
		return fmt.Errorf("read DATABASE_URL: %w", err)
	}
	network, address := "tcp", net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	if strings.HasPrefix(c.Host, "/") {
		network, address = "unix", filepath.Join(c.Host, ".s.PGSQL."+strconv.Itoa(int(c.Port)))
	}
	if g.lane, err = replay.OpenLane(network, address); err != nil {
		return err
	}
	u, err := url.Parse(g.url)
	if err != nil {
		return fmt.Errorf("read DATABASE_URL: %w", err)
	}
	u.Host = g.lane.Addr().String()
	q := u.Query()
	q.Del("host")
	q.Del("port")
	if network == "unix" {
		q.Set("sslmode", "disable")
	}
	u.RawQuery = q.Encode()
	g.forCopies = u.String()
	return nil
}

func (g *ground) slow(d time.Duration) {
	if g.lane != nil {
		g.lane.Slow(d)
	}
}

// watch counts what a database of our own uses; somebody else's is not ours to
// count.
func (g *ground) watch() *replay.Usage {
	if g.server == nil {
		return nil
	}
	return replay.Watch("PostgreSQL", g.server.Pid())
}

func (g *ground) close() {
	const longest = 20 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	if g.lane != nil {
		g.lane.Close()
	}
	if g.drop != nil {
		_ = g.drop(ctx) // an empty name on a server of theirs; the next replay takes another
	}
	if g.server != nil {
		_ = g.server.Stop(ctx) // it is ours alone, and its folder goes too
	}
}
