package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
)

// clear drops what we stored: two copies of a season at once fit on few disks.
func (s *season) clear(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "DROP TABLE billing.outcome, billing.outcome_key CASCADE")
	return err
}

// columns are those of billing.outcome, which is gone by then.
const columns = `(id uuid NOT NULL, brand_id uuid NOT NULL, chat_id uuid, channel text NOT NULL, service text NOT NULL, unit text NOT NULL,
	shopper_ref text NOT NULL, intent text NOT NULL, event_at timestamptz NOT NULL, received_at timestamptz NOT NULL, agent_id uuid, shift_id uuid,
	resp_ms bigint NOT NULL, csat int NOT NULL, flags text[] NOT NULL, order_ref text NOT NULL, net_minor bigint NOT NULL, currency text NOT NULL,
	transcript_sha text NOT NULL, source text NOT NULL, source_event_id text NOT NULL, opened_at timestamptz)`

const sameIndexes = `; ALTER TABLE public.indexed ADD PRIMARY KEY (id, event_at); CREATE INDEX ON public.indexed (brand_id, received_at, id);
	CREATE INDEX ON public.indexed (brand_id, event_at); CREATE INDEX ON public.indexed (chat_id)`

// copyByHand is psql's \copy of the same rows, as many at a time as our load,
// into a bare table and into one with the same indexes.
func (s *season) copyByHand(ctx context.Context) error {
	if err := inLanes(0, lanes, s.writeRows); err != nil {
		return err
	}
	for _, x := range []struct{ table, also, name string }{
		{"plain", "", `psql \copy of the same rows: a bare table`},
		{"indexed", sameIndexes, `psql \copy: the same indexes, no dedupe`},
	} {
		if _, err := s.pool.Exec(ctx, "CREATE TABLE public."+x.table+" "+columns+x.also); err != nil {
			return err
		}
		var theirs [lanes]time.Duration
		c, err := step(s.postmaster, func() error {
			return inLanes(0, lanes, func(n int) (err error) {
				theirs[n], err = s.psql(ctx, `\copy public.`+x.table+" FROM '"+s.rowsFile(n)+"'")
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("psql: %w", err)
		}
		c.own, c.peak = 0, 0 // it is not us
		for _, t := range theirs {
			c.own += t
		}
		s.row(x.name, c, fmt.Sprintf("%s; load costs %.1f times as much", perSecond(s.rows*brands, c), (s.loaded.own+s.loaded.server).Seconds()/(c.own+c.server).Seconds()))
		if _, err := s.pool.Exec(ctx, "DROP TABLE public."+x.table); err != nil {
			return err
		}
	}
	return nil
}

func (s *season) rowsFile(lane int) string {
	return filepath.Join(s.dir, fmt.Sprintf("rows%d.copy", lane))
}

// writeRows writes a lane's brands, as \copy reads them.
func (s *season) writeRows(lane int) error {
	file, err := os.Create(s.rowsFile(lane))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	for n := lane; n < brands; n += lanes {
		month(n, s.rows, true, func(o rate.Outcome) { writeCopy(out, &o) }, func(rate.Correction) {})
	}
	return errors.Join(out.Flush(), file.Close())
}

func writeCopy(w *bufio.Writer, o *rate.Outcome) {
	const t = time.RFC3339Nano
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\\N\t\\N\t%d\t%d\t{%s}\t%s\t%d\t%s\t%s\t%s\t%s\t\\N\n",
		o.ID, o.Brand, o.Conversation, o.Channel, o.Service, o.Unit, o.Shopper, o.Intent, o.At.Format(t), o.ReceivedAt.Format(t),
		o.RespMS, o.CSAT, strings.Join(o.Flags.Names(), ","), o.OrderRef, o.NetMinor, o.Currency, o.TranscriptSHA, o.Source, o.SourceEventID)
}

// psql runs one command and returns the processor time that psql itself took.
func (s *season) psql(ctx context.Context, command string) (time.Duration, error) {
	run := exec.CommandContext(ctx, "psql", "-q", "-c", command)
	run.Env = append(os.Environ(), connection(s.url)...)
	run.Stderr = os.Stderr
	err := run.Run()
	if run.ProcessState == nil {
		return 0, err
	}
	return run.ProcessState.UserTime() + run.ProcessState.SystemTime(), err
}

// connection gives psql the server by its variables.
func connection(at string) []string {
	u, err := url.Parse(at)
	if err != nil {
		return nil
	}
	password, _ := u.User.Password()
	return []string{"PGHOST=" + u.Query().Get("host"), "PGPORT=" + u.Query().Get("port"), "PGUSER=" + u.User.Username(), "PGPASSWORD=" + password, "PGDATABASE=" + strings.TrimPrefix(u.Path, "/")}
}
