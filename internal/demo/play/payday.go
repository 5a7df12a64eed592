package play

import (
	"context"
	"fmt"
	"time"
)

// account is where a demo agent is paid: no real account.
type account struct {
	Method    string `json:"method"`
	Holder    string `json:"holder"`
	Bank      string `json:"bank"`
	AccountNo string `json:"account_no"`
}

// prepay has the brand pay ahead: its next bill takes it by itself.
func (s *Stage) prepay(ctx context.Context) error {
	id, err := s.brand.brandID(ctx)
	if err != nil {
		return err
	}
	const ahead = 50_000
	err = s.finance.post(ctx, "/api/v1/finance/brands/"+id+"/prepayments", map[string]any{"amount_minor": ahead, "reference": "bank transfer 20261101-0007"}, nil)
	if r, ok := refused(err); ok && r.Code == "prepayment_known" {
		return nil // an earlier run of this play
	}
	if err == nil {
		s.note("the brand paid %s ahead; it pays the next bill by itself", minor(ahead))
	}
	return err
}

// sayWhere has the agents at the desks say where they are paid.
func (s *Stage) sayWhere(ctx context.Context) error {
	for i, d := range s.desks {
		a := account{"bank", fmt.Sprintf("演示客服%d", i+1), "演示银行", fmt.Sprintf("622588000000%04d", i+1)}
		if err := d.c.put(ctx, "/api/v1/agent/payee", a, nil); err != nil {
			return err
		}
	}
	s.note("%d agents said where they are paid", len(s.desks))
	return nil
}

type payrun struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  string `json:"state"`
	Net    int64  `json:"net_minor"`
	Items  []struct {
		ID string `json:"id"`
	} `json:"items"`
}

// payday pays the agents of the evening before: one drafts, two approve, the
// bank's file goes out, and one account turns out to be closed.
func (s *Stage) payday(ctx context.Context) error {
	second := newClient(s.Base)
	if err := second.signIn(ctx, s.Controller.Email, s.Controller.Password); err != nil {
		return err
	}
	s.MoveTo(s.Now().Add(time.Second))
	const runs = "/api/v1/finance/payruns"
	var r payrun
	if err := s.finance.post(ctx, runs, map[string]string{"currency": "CNY", "driver": "bank"}, &r); err != nil {
		return err
	}
	err := s.finance.post(ctx, runs+"/"+r.ID+"/approve", struct{}{}, &r)
	if err == nil {
		err = s.finance.post(ctx, runs+"/"+r.ID+"/approve", struct{}{}, &r)
		if f, ok := refused(err); !ok || f.Code != "payrun_approved_by_you" {
			return fmt.Errorf("one person approved twice: %w", err)
		}
		err = second.post(ctx, runs+"/"+r.ID+"/approve", struct{}{}, &r)
	}
	if err == nil {
		err = second.post(ctx, runs+"/"+r.ID+"/submit", struct{}{}, &r)
	}
	if err != nil {
		return err
	}
	var file []byte
	if err := s.finance.get(ctx, runs+"/"+r.ID+"/batch.csv", &file); err != nil {
		return err
	}
	s.note("%s: %d agents, %s, approved by two; the bank's file has %d bytes", r.Number, len(r.Items), minor(r.Net), len(file))
	back := []map[string]string{}
	if len(r.Items) > 1 {
		back = append(back, map[string]string{"item_id": r.Items[0].ID, "reason": "account closed"})
	}
	if err := s.finance.post(ctx, runs+"/"+r.ID+"/settle", map[string]any{"reference": "batch 20261112", "failures": back}, &r); err != nil {
		return err
	}
	s.note("the bank sent %d back: %s is %s, and the next run takes it up", len(back), r.Number, r.State)
	return s.proof(ctx)
}

// proof reads the books' own.
func (s *Stage) proof(ctx context.Context) error {
	var p struct {
		Holds     bool  `json:"holds"`
		Documents int64 `json:"documents"`
		Periods   []struct {
			Invoices int64 `json:"invoices_minor"`
			Agents   int64 `json:"agents_minor"`
			Rebates  int64 `json:"rebates_minor"`
			Margin   int64 `json:"margin_minor"`
		} `json:"periods"`
	}
	if err := s.finance.get(ctx, "/api/v1/finance/ledger/proof", &p); err != nil {
		return err
	}
	if !p.Holds || len(p.Periods) == 0 {
		return fmt.Errorf("the books do not add up: %+v", p)
	}
	agents, rebates, margin, invoices := int64(0), int64(0), int64(0), int64(0)
	for _, one := range p.Periods {
		agents, rebates, margin, invoices = agents+one.Agents, rebates+one.Rebates, margin+one.Margin, invoices+one.Invoices
	}
	s.note("the books hold: %d documents are their transfers; agents %s + rebates %s + margin %s = %s", p.Documents, minor(agents), minor(rebates), minor(margin), minor(invoices))
	return nil
}
