package copilot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
)

// What an action is refused by. ErrActRefused names every guard that failed
// and every fact that is missing, one field each.
var (
	ErrActRefused  = fault.New(fault.Conflict, "action_refused", "the procedure does not allow it now")
	ErrNoProcedure = fault.New(fault.Conflict, "action_without_procedure", "no procedure is in force that does this; only looking is possible")
)

// ActIn is an action that an agent confirmed.
type ActIn struct {
	Chat   uid.Chat
	Epoch  int
	Key    string
	Action string
	Args   map[string]any
}

// Acted is what an action led to.
type Acted struct {
	Result  shop.Result   `json:"result"`
	Message *chat.Message `json:"message"` // what the shopper was told; absent when the conversation changed hands meanwhile
}

// Act does an action by the procedure in force, verifies it and tells the
// shopper. The same action twice in a conversation is done once. It returns
// ErrActRefused, ErrNoProcedure, the faults of shop.Act and those of
// chat.Log.Say.
func (c *Coach) Act(ctx context.Context, agent uid.Agent, in ActIn) (Acted, error) {
	ch, err := c.mine(ctx, agent, in.Chat)
	if err != nil {
		return Acted{}, err
	}
	if ch.Epoch != in.Epoch { // before anything is done, not after
		return Acted{}, chat.ErrOldToken
	}
	s, err := c.look(ctx, ch)
	if err != nil {
		return Acted{}, err
	}
	tr, err := s.track(ctx)
	if err != nil {
		return Acted{}, err
	}
	did, say, err := c.do(ctx, s, tr, in)
	c.noteAct(ctx, agent, ch, tr, in, err)
	if err != nil {
		return Acted{}, err
	}
	out := Acted{Result: did.Result}
	m, err := c.tellDone(ctx, agent, s, tr, in, did, say)
	switch {
	case errors.Is(err, chat.ErrOldToken), errors.Is(err, chat.ErrNotHolder), errors.Is(err, chat.ErrClosed):
		return out, nil // it is done; whoever holds the conversation now sees it in the order
	case err != nil:
		return Acted{}, err
	}
	out.Message = &m
	return out, nil
}

// do does the action and finds the procedure's words for it.
func (c *Coach) do(ctx context.Context, s *scene, tr *Track, in ActIn) (sop.Did, []string, error) {
	by := "agent " + s.chat.Agent.String() + " in chat " + s.chat.ID.String()
	act := func(ctx context.Context, order string, a shop.Action) (shop.Result, error) {
		return c.Shop.Act(ctx, s.chat.Brand, s.chat.ShopperRef, order, a, by)
	}
	order := ""
	if o, ok := s.order(); ok {
		order = o.ID
	}
	if tr == nil {
		if !shop.Reads(in.Action) {
			return sop.Did{}, nil, ErrNoProcedure
		}
		res, err := act(ctx, order, shop.Action{Name: in.Action, Args: in.Args})
		return sop.Did{Name: in.Action, Args: in.Args, Result: res}, nil, err
	}
	facts := map[string]any{}
	for k, v := range tr.Facts {
		facts[k] = v
	}
	for k, v := range in.Args {
		facts[k] = v
	}
	verdict := tr.p.Check(s.caseOf(in.Action, facts, in.Args))
	if !verdict.Allowed {
		return sop.Did{}, nil, s.refusal(verdict)
	}
	for _, st := range tr.p.Steps {
		if st.Do == in.Action {
			return s.run(ctx, tr.p, st.ID, facts, act)
		}
	}
	res, err := act(ctx, order, shop.Action{Name: in.Action, Args: in.Args})
	return sop.Did{Name: in.Action, Args: in.Args, Result: res}, nil, err
}

// run lets the procedure do its step: it computes the arguments, judges once
// more on the data as it is now, and phrases what came of it.
func (s *scene) run(ctx context.Context, p *sop.Procedure, step string, facts map[string]any, act sop.Act) (sop.Did, []string, error) {
	from := sop.State{Procedure: p.ID, Version: string(p.Version), Step: step, Facts: facts, Confirmed: true}
	out, err := p.Advance(ctx, from, s.turn(chat.Message{}, true), act)
	if err != nil {
		return sop.Did{}, nil, err
	}
	if len(out.Did) == 0 {
		return sop.Did{}, nil, s.refusal(sop.Verdict{Failed: out.Failed})
	}
	return out.Did[0], out.Say, nil
}

func (s *scene) refusal(v sop.Verdict) error {
	f := ErrActRefused
	for _, x := range v.Failed {
		f = f.At(x.Guard, s.told(x).Because.In(s.lang), "")
	}
	for _, name := range v.Missing {
		f = f.At(name, "ask the shopper first", "")
	}
	return f
}

// tellDone writes what was done into the conversation.
func (c *Coach) tellDone(ctx context.Context, agent uid.Agent, s *scene, tr *Track, in ActIn, did sop.Did, say []string) (chat.Message, error) {
	actions, err := json.Marshal([]sop.Did{did})
	if err != nil {
		return chat.Message{}, fmt.Errorf("write action: %w", err)
	}
	extra := chat.Extra{Actions: actions}
	if tr != nil {
		extra.Citations = append(extra.Citations, chat.Citation{Source: "sop", ID: tr.Procedure, Title: tr.Title.In(s.lang)})
	}
	if o, ok := s.order(); ok {
		extra.Citations = append(extra.Citations, chat.Citation{Source: "order", ID: o.ID, Title: o.ID})
	}
	text := strings.TrimSpace(strings.Join(say, "\n"))
	if text == "" || c.Check(s.chat.Brand, s.chat.Channel, guard.Agent, text).Level >= guard.Warn {
		text = s.plainly(did)
	}
	return c.Chats.Say(ctx, pg.OfBrand(s.chat.Brand), chat.Saying{
		Chat: in.Chat, Author: chat.Agent, Agent: agent, Epoch: in.Epoch, Key: in.Key, Text: text, Extra: extra, Substantive: true,
	})
}

// plainly says what was done where the procedure has no words for it.
func (s *scene) plainly(did sop.Did) string {
	id, _ := did.Result["id"].(string)
	if id == "" {
		return s.pick("已为您查好，请稍等我说明。", "I have looked it up; one moment while I explain.")
	}
	return s.pick("已为您办理，单号 "+id+"。", "It is done; the number is "+id+".")
}

// noteAct counts an action asked for; that it could not be counted stops
// nothing.
func (c *Coach) noteAct(ctx context.Context, agent uid.Agent, ch chat.Chat, tr *Track, in ActIn, failed error) {
	p := db.AddActParams{BrandID: ch.Brand, ChatID: ch.ID, AgentID: agent, Name: in.Action, Refused: []string{}, At: c.clock.Now()}
	if tr != nil {
		p.Procedure = tr.Procedure
	}
	if f, ok := fault.As(failed); ok {
		p.Refused = append(p.Refused, f.Code)
		for _, x := range f.Fields {
			p.Refused = append(p.Refused, x.Where)
		}
	}
	err := c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) error { return db.New(tx).AddAct(ctx, p) })
	if err != nil {
		c.log.Error("note action", "chat", ch.ID, "error", err)
	}
}
