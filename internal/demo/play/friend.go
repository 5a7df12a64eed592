package play

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
)

// friendOrders is how many conversations the tea shop's meter counts of its
// evening.
const friendOrders = 60

// brandID is the id of the brand that a client acts for.
func (c *Client) brandID(ctx context.Context) (string, error) {
	var me struct {
		Brand string `json:"brand_id"`
	}
	err := c.get(ctx, "/api/v1/me", &me)
	if err == nil && me.Brand == "" {
		err = errors.New("who signed in as a brand acts for none")
	}
	return me.Brand, err
}

// bringFriend writes down that the brand brought a tea shop, which books the
// same evening without people: it pays for orders won and for nothing else.
func (s *Stage) bringFriend(ctx context.Context) error {
	s.friend = newClient(s.Base)
	if err := s.friend.signIn(ctx, demo.FriendEmail, s.Brand.Password); err != nil {
		return err
	}
	referrer, err := s.brand.brandID(ctx)
	if err != nil {
		return err
	}
	referred, err := s.friend.brandID(ctx)
	if err != nil {
		return err
	}
	terms := map[string]any{"referrer_id": referrer, "referred_id": referred, "months": 3, "bp": 300, "cap_minor": 500_000}
	err = s.finance.post(ctx, "/api/v1/finance/referrals", terms, nil)
	if r, ok := refused(err); err != nil && (!ok || r.Code != "referral_known") { // known: an earlier run of this play
		return err
	}
	terms["referrer_id"], terms["referred_id"] = referred, referrer
	if r, ok := refused(s.finance.post(ctx, "/api/v1/finance/referrals", terms, nil)); !ok || r.Code != "referral_cycle" {
		return fmt.Errorf("two brands that brought one another: %w", errNotRefused)
	}
	s.note("finance writes down who brought the tea shop: 3 %% of what it pays in three months; the other way round was refused")
	return s.friendBooks(ctx)
}

// friendBooks takes the tea shop from its history to a booked evening.
func (s *Stage) friendBooks(ctx context.Context) error {
	had, err := s.friendRequest(ctx)
	if err != nil || had != "" {
		return err
	}
	if err := s.friend.do(ctx, http.MethodPost, "/api/v1/brand/imports/history", "text/csv", demo.FriendPast(s.Now()), nil); err != nil {
		return err
	}
	opens := s.Material.Event.Starts
	var made request
	wish := map[string]any{
		"event": "双十一茶季", "kind": "double11", "starts": opens.Format(time.RFC3339), "ends": opens.Add(time.Hour).Format(time.RFC3339), "timezone": s.Material.Event.Zone,
		"channels": []string{"wechat"}, "plan": "conversion_only", "deflection_bp": 10_000,
	}
	if err := s.friend.post(ctx, "/api/v1/brand/requests", wish, &made); err != nil {
		return err
	}
	path := "/api/v1/brand/requests/" + made.ID
	var q struct {
		ID string `json:"id"`
	}
	if err := s.friend.post(ctx, path+"/forecast", struct{}{}, nil); err != nil {
		return err
	}
	if err := s.friend.post(ctx, path+"/quote", struct{}{}, &q); err != nil {
		return err
	}
	if err := s.friend.post(ctx, path+"/book", map[string]string{"quote_id": q.ID}, nil); err != nil {
		return err
	}
	s.note("the tea shop books its evening: no conversion, no fee; its own bot answers")
	return nil
}

// friendRequest is the tea shop's booked request, empty before there is one.
func (s *Stage) friendRequest(ctx context.Context) (string, error) {
	var all struct {
		Items []request `json:"items"`
	}
	if err := s.friend.get(ctx, "/api/v1/brand/requests", &all); err != nil || len(all.Items) == 0 {
		return "", err
	}
	return all.Items[0].ID, nil
}

// thankFriend bills the tea shop from its own meter's file; what it pays thanks
// the brand that brought it.
func (s *Stage) thankFriend(ctx context.Context) error {
	if s.friend == nil { // an interrupted play, gone on with after the evening
		if err := s.bringFriend(ctx); err != nil {
			return err
		}
	}
	id, err := s.friend.brandID(ctx)
	if err != nil {
		return err
	}
	var got struct {
		Loaded  int `json:"loaded"`
		Refused int `json:"refused"`
	}
	file := demo.FriendOrders(id, s.Material.Event.Starts, friendOrders)
	if err := s.friend.do(ctx, http.MethodPost, "/api/v1/brand/imports/facts?name=chayan-1110.jsonl", "application/x-ndjson", file, &got); err != nil {
		return err
	}
	s.note("its own meter's file: %d outcomes taken, %d line refused by its number", got.Loaded, got.Refused)
	request, err := s.friendRequest(ctx)
	if err != nil {
		return err
	}
	var v invoice
	if err := s.finance.post(ctx, "/api/v1/finance/invoices", map[string]string{"request_id": request}, &v); err != nil {
		return err
	}
	if err := s.added(v); err != nil {
		return err
	}
	for _, step := range []string{"review", "approve", "issue"} {
		if err := s.finance.post(ctx, "/api/v1/finance/invoices/"+v.ID+"/"+step, struct{}{}, &v); err != nil {
			return err
		}
	}
	if err := s.finance.post(ctx, "/api/v1/finance/invoices/"+v.ID+"/paid", map[string]string{"reference": "bank transfer 20261117-0088"}, &v); err != nil {
		return err
	}
	return s.thanked(ctx, v)
}

// thanked reads what the payment earned the brand that brought the tea shop.
func (s *Stage) thanked(ctx context.Context, v invoice) error {
	var wallet struct {
		Waiting int64 `json:"waiting_minor"`
	}
	if err := s.brand.get(ctx, "/api/v1/brand/wallet", &wallet); err != nil {
		return err
	}
	if wallet.Waiting <= 0 {
		return fmt.Errorf("%s was paid and thanked nobody", v.Number)
	}
	s.note("%s of %s is %s; who brought the tea shop earns %s, which waits out the days of returns", v.Number, minor(v.Total), v.Status, minor(wallet.Waiting))
	return nil
}
