package play

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/verify"
)

type invoice struct {
	ID        string `json:"id"`
	Number    string `json:"number"`
	Status    string `json:"status"`
	Currency  string `json:"currency"`
	Subtotal  int64  `json:"subtotal_minor"`
	Tax       int64  `json:"tax_minor"`
	Total     int64  `json:"total_minor"`
	ResultSHA string `json:"result_sha"`
	Lines     []struct {
		ID     string            `json:"id"`
		Code   string            `json:"code"`
		Dims   map[string]string `json:"dims"`
		Qty    int64             `json:"qty"`
		Amount int64             `json:"amount_minor"`
		Root   string            `json:"evidence_root"`
		Count  int64             `json:"evidence_count"`
	} `json:"lines"`
}

// bill ends the shift and follows the money: draft, drill down to a
// transcript, approve, issue, recount from raw facts, pay, statements.
func (s *Stage) bill(ctx context.Context) error {
	s.MoveTo(s.Material.Event.Ends.Add(10 * time.Minute))
	if err := s.settled(ctx); err != nil {
		return err
	}
	if err := s.prepay(ctx); err != nil {
		return err
	}
	if err := s.excuse(ctx); err != nil {
		return err
	}
	var v invoice
	if err := s.finance.post(ctx, "/api/v1/finance/invoices", map[string]string{"request_id": s.request}, &v); err != nil {
		return err
	}
	if err := s.doubt(ctx, &v); err != nil {
		return err
	}
	if err := s.added(v); err != nil {
		return err
	}
	s.print(v)
	if err := s.drillDown(ctx, v); err != nil {
		return err
	}
	for _, step := range []string{"review", "approve", "issue"} {
		if err := s.finance.post(ctx, "/api/v1/finance/invoices/"+v.ID+"/"+step, struct{}{}, &v); err != nil {
			return err
		}
	}
	s.note("finance approved; issued as %s", v.Number)
	if err := s.recount(ctx, v); err != nil {
		return err
	}
	if err := s.finance.post(ctx, "/api/v1/finance/invoices/"+v.ID+"/paid", map[string]string{"reference": "bank transfer 20261117-0042"}, &v); err != nil {
		return err
	}
	s.note("%s is %s, out of band", v.Number, v.Status)
	if err := s.pay(ctx, v); err != nil {
		return err
	}
	if err := s.sayWhere(ctx); err != nil {
		return err
	}
	return s.proof(ctx)
}

// settled waits until the shifts of the event are done.
func (s *Stage) settled(ctx context.Context) error {
	err := until(ctx, func(ctx context.Context) (bool, error) {
		list, err := s.roster(ctx)
		open := 0
		for _, r := range list {
			if r.State == "accepted" || r.State == "working" {
				open++
			}
		}
		return open == 0, err
	})
	if err != nil {
		return fmt.Errorf("the shifts did not end: %w", err)
	}
	return nil
}

// added holds a document's own sums.
func (s *Stage) added(v invoice) error {
	var sum int64
	for _, l := range v.Lines {
		sum += l.Amount
	}
	if sum != v.Subtotal || v.Subtotal+v.Tax != v.Total {
		return fmt.Errorf("the lines add up to %d; the subtotal is %d, tax %d, total %d", sum, v.Subtotal, v.Tax, v.Total)
	}
	if len(v.Lines) == 0 {
		return errors.New("the invoice has no lines")
	}
	return nil
}

func (s *Stage) print(v invoice) {
	s.note("%-34s %8s %12s  %s", "line", "quantity", "amount", "evidence")
	for _, l := range v.Lines {
		name := l.Code
		if c := l.Dims["channel"]; c != "" {
			name += " " + c
		}
		root := "-"
		if len(l.Root) >= 12 {
			root = fmt.Sprintf("%d facts, %s…", l.Count, l.Root[:12])
		}
		s.note("%-34s %8d %12s  %s", name, l.Qty, minor(l.Amount), root)
	}
	s.note("subtotal %s, tax %s, total %s %s", minor(v.Subtotal), minor(v.Tax), minor(v.Total), v.Currency)
}

func minor(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// drillDown opens a line, a conversation under it, and its transcript.
func (s *Stage) drillDown(ctx context.Context, v invoice) error {
	for _, l := range v.Lines {
		if l.Count == 0 {
			continue
		}
		var under struct {
			Items []struct {
				Chat string `json:"chat_id"`
			} `json:"items"`
		}
		if err := s.finance.get(ctx, "/api/v1/finance/invoices/"+v.ID+"/lines/"+l.ID+"/outcomes", &under); err != nil {
			return err
		}
		for _, o := range under.Items {
			if o.Chat == "" {
				continue
			}
			began := clock.System{}.Now()
			var t struct {
				Messages []said `json:"messages"`
			}
			if err := s.finance.get(ctx, "/api/v1/finance/chats/"+o.Chat, &t); err != nil {
				return err
			}
			if len(t.Messages) == 0 {
				return fmt.Errorf("the transcript behind %s is empty", l.Code)
			}
			s.note("drill: line %s -> %d conversations -> a transcript of %d messages, in %d ms", l.Code, len(under.Items), len(t.Messages), clock.System{}.Now().Sub(began).Milliseconds())
			return nil
		}
	}
	return errors.New("no line leads to a conversation")
}

// recount takes the three files a brand can download and counts them again
// with the auditor's code, which knows nothing of billing; then it changes one
// fact, which must be found.
func (s *Stage) recount(ctx context.Context, v invoice) error {
	files := map[string][]byte{}
	for _, name := range []string{"invoice.json", "contract.json", "facts.jsonl"} {
		var b []byte
		if err := s.brand.get(ctx, "/api/v1/brand/invoices/"+v.ID+"/"+name, &b); err != nil {
			return err
		}
		files[name] = b
	}
	report, err := verify.Recount(bytes.NewReader(files["invoice.json"]), bytes.NewReader(files["facts.jsonl"]), bytes.NewReader(files["contract.json"]))
	if err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	if !report.Holds() {
		return fmt.Errorf("the bill does not hold: %+v", report.Findings)
	}
	s.note("verified: %d lines recounted from %d raw facts, sum(lines) == Rate(facts)", report.Lines, report.Facts)
	forged := flip(files["facts.jsonl"])
	report, err = verify.Recount(bytes.NewReader(files["invoice.json"]), bytes.NewReader(forged), bytes.NewReader(files["contract.json"]))
	if err == nil && report.Holds() {
		return errors.New("a changed fact was not found")
	}
	if err == nil {
		s.note("with one fact changed the recount names it: %s", firstLine(fmt.Sprint(report.Findings[0])))
	}
	return nil
}

// flip changes one answered conversation into an unanswered one.
func flip(facts []byte) []byte {
	out := bytes.Replace(facts, []byte(`"answered"`), []byte(`"unanswered"`), 1)
	if bytes.Equal(out, facts) {
		out = bytes.Replace(facts, []byte(`"resp_ms":`), []byte(`"resp_ms":9`), 1)
	}
	return out
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 160 {
		s = string(r[:160]) + "…"
	}
	return s
}

// pay reads an agent's statement: what was earned adds up to it.
func (s *Stage) pay(ctx context.Context, v invoice) error {
	var closing json.RawMessage
	if err := s.finance.get(ctx, "/api/v1/finance/invoices/"+v.ID+"/closing", &closing); err != nil {
		return err
	}
	var c struct {
		Agents    int   `json:"agents"`
		PaidOut   int64 `json:"agents_minor"`
		Margin    int64 `json:"margin_minor"`
		Subtotal  int64 `json:"subtotal_minor"`
		Rebates   int64 `json:"rebates_minor"`
		Statement int64 `json:"-"`
	}
	if err := json.Unmarshal(closing, &c); err != nil {
		return err
	}
	s.note("closing: %d agents earn %s, margin %s, of %s billed", c.Agents, minor(c.PaidOut), minor(c.Margin), minor(c.Subtotal))
	if len(s.desks) == 0 {
		return nil
	}
	var p struct {
		Statements []struct {
			ID    string `json:"id"`
			Total int64  `json:"total_minor"`
		} `json:"statements"`
		Earnings []struct {
			Statement string `json:"statement_id"`
			Amount    int64  `json:"amount_minor"`
			Kind      string `json:"kind"`
		} `json:"earnings"`
	}
	if err := s.desks[0].c.get(ctx, "/api/v1/agent/pay", &p); err != nil {
		return err
	}
	if len(p.Statements) == 0 {
		return errors.New("an agent who worked has no statement")
	}
	for _, st := range p.Statements {
		var sum int64
		for _, e := range p.Earnings {
			if e.Statement == st.ID {
				sum += e.Amount
			}
		}
		if sum != st.Total {
			return fmt.Errorf("statement %s says %d, its earnings add up to %d", st.ID, st.Total, sum)
		}
		s.note("an agent's statement of %s adds up", minor(st.Total))
	}
	return nil
}
