package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/manyhands/manyhands/internal/uid"
)

// A scrape that cannot be answered from the database by then is not answered.
const scrapeLimit = 4 * time.Second

// metrics is this world's own figures, for whoever scrapes /metrics.
func (w *world) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		stand{w, "floor", w.floorNow}, stand{w, "outbox", w.outboxNow}, stand{w, "gateway", w.gatewayNow}, stand{w, "database", w.poolNow},
	) // the registry is new: nothing can be there twice
	return r
}

// stand is a group of figures that are read when they are asked for. Every
// copy of the program shows the same for what lies in the database; a sum over
// copies would count it twice, so dashboards take the maximum.
type stand struct {
	w    *world
	name string
	read func(context.Context, chan<- prometheus.Metric) error
}

// Describe says nothing, because the labels are known only when read.
func (s stand) Describe(chan<- *prometheus.Desc) {}

func (s stand) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeLimit)
	defer cancel()
	if err := s.read(ctx, out); err != nil {
		s.w.log.Warn("figures for the scraper", "group", s.name, "error", err)
		out <- prometheus.NewInvalidMetric(prometheus.NewDesc("manyhands_"+s.name+"_unread", "A group of figures that could not be read.", nil, nil), err)
	}
}

var (
	chatsDesc   = prometheus.NewDesc("manyhands_chats", "Open conversations by who holds them.", []string{"brand", "held_by"}, nil)
	waitDesc    = prometheus.NewDesc("manyhands_oldest_wait_seconds", "How long the first in the queue has waited.", []string{"brand"}, nil)
	agentsDesc  = prometheus.NewDesc("manyhands_agents", "People on the floor by state.", []string{"state"}, nil)
	closedDesc  = prometheus.NewDesc("manyhands_day_chats", "Conversations of the brand's day by what became of them.", []string{"brand", "outcome"}, nil)
	blockedDesc = prometheus.NewDesc("manyhands_day_guard_blocked", "Messages that the guard held back in the brand's day.", []string{"brand"}, nil)
	jobsDesc    = prometheus.NewDesc("manyhands_outbox_jobs", "Facts and chores on their way, by state; discarded ones wait for a person.", []string{"state"}, nil)
	callsDesc   = prometheus.NewDesc("manyhands_gateway_calls", "Calls to the payment gateway by kind and state.", []string{"kind", "state"}, nil)
	connsDesc   = prometheus.NewDesc("manyhands_database_connections", "Connections of this copy's pool.", []string{"state"}, nil)
	queuedDesc  = prometheus.NewDesc("manyhands_database_wait_seconds_total", "Time that requests of this copy waited for a connection.", nil, nil)
)

func gauge(out chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func (w *world) floorNow(ctx context.Context, out chan<- prometheus.Metric) error {
	b, err := w.wall.Board(ctx, uid.Brand{}, "today")
	if err != nil {
		return err
	}
	for _, of := range b.Brands {
		name := of.Brand.ID.String()
		gauge(out, chatsDesc, float64(of.Now.Bot), name, "bot")
		gauge(out, chatsDesc, float64(of.Now.Waiting), name, "queue")
		gauge(out, chatsDesc, float64(of.Now.Human), name, "agent")
		gauge(out, waitDesc, float64(of.Now.OldestWaitMS)/1000, name)
		gauge(out, closedDesc, float64(of.Numbers.Closed), name, "closed")
		gauge(out, closedDesc, float64(of.Numbers.Resolved), name, "resolved_by_bot")
		gauge(out, closedDesc, float64(of.Numbers.Taken), name, "taken_by_agent")
		gauge(out, closedDesc, float64(of.Numbers.Abandoned), name, "abandoned")
		gauge(out, blockedDesc, float64(of.Numbers.GuardBlocked), name)
	}
	for state, n := range b.Now.Agents {
		gauge(out, agentsDesc, float64(n), state)
	}
	return nil
}

func (w *world) outboxNow(ctx context.Context, out chan<- prometheus.Metric) error {
	by, err := w.outbox.States(ctx)
	for state, n := range by {
		gauge(out, jobsDesc, float64(n), state)
	}
	return err
}

func (w *world) gatewayNow(ctx context.Context, out chan<- prometheus.Metric) error {
	counts, err := w.till.Counts(ctx)
	for _, c := range counts {
		gauge(out, callsDesc, float64(c.N), c.Op, c.State)
	}
	return err
}

func (w *world) poolNow(_ context.Context, out chan<- prometheus.Metric) error {
	s := w.db.Pool.Stat()
	gauge(out, connsDesc, float64(s.AcquiredConns()), "in_use")
	gauge(out, connsDesc, float64(s.IdleConns()), "idle")
	gauge(out, connsDesc, float64(s.MaxConns()), "most")
	out <- prometheus.MustNewConstMetric(queuedDesc, prometheus.CounterValue, s.EmptyAcquireWaitTime().Seconds())
	return nil
}
